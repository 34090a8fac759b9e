import type { ApprovalView } from "../approvals.ts";
import type { CapabilityTree } from "./capability-tree.ts";

export interface OnlineSession {
  sessionId: string;
  clientName: string;
  userAgent: string;
  /** ISO 8601. */
  lastActive: string;
}

/** Fields that every approval notification shares with the legacy wire. */
export interface ApprovalNotice {
  id: string;
  /** The same as `id`. */
  resumeToken: string;
  /** The server's own name of the tool. */
  toolName: string;
}

/** What `data` is for each `type` of a `notification`. `approval` fields that the legacy wire lacks are added by us. */
export interface NotificationMap {
  user_disabled: undefined;
  user_expired: undefined;
  permission_changed: { capabilities: CapabilityTree };
  online_sessions: { sessions: OnlineSession[] };
  system_message: unknown;
  /** A call of danger level 1, or with the obligation to notify, ran; `times` of them within a second. */
  tool_called: { serverId: string; toolName: string; principalId: string; times: number };
  approval_created: ApprovalNotice & {
    serverId: string | null;
    redactedArgs: unknown;
    status: string;
    policyVersion: string;
    matchedRuleId: string | null;
    reason: string | null;
    createdAt: string;
    expiresAt: string;
    approval: ApprovalView;
  };
  approval_decided: ApprovalNotice & { decision: "APPROVED" | "REJECTED"; reason?: string; approval: ApprovalView };
  approval_expired: ApprovalNotice & { approval: ApprovalView };
  approval_executed: ApprovalNotice & { executionResultAvailable: boolean; approval: ApprovalView };
  approval_failed: ApprovalNotice & { error: string; approval: ApprovalView };
}
export type NotificationType = keyof NotificationMap;
export type NotificationSeverity = "info" | "warning" | "error" | "success";

/** Envelope of the event `notification`. */
export type SocketNotification = {
  [T in NotificationType]: {
    type: T;
    message: string;
    /** Milliseconds since 1970. */
    timestamp: number;
    data: NotificationMap[T];
    severity: NotificationSeverity;
  };
}[NotificationType];
