import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { Vault } from "../vault.ts";
import type { ApprovalRecord } from "./approval.ts";
import type { ApprovalStore, AskingLimits } from "./approval-store.ts";

export interface ApprovalsDeps {
  store: ApprovalStore;
  snapshots: SnapshotSource;
  principals: { findById(workspaceId: string, id: string): Promise<Principal | null> };
  /** Resolves when the caller proved again who they are; throws approval.step_up_required, auth.*. */
  confirmPassword: (caller: Caller, password: string) => Promise<void>;
  audit: AuditRecorder;
  events: EventBus;
  vault: Vault;
  clock: Clock;
  newId: (prefix: string) => string;
  limits: AskingLimits;
  log: Log;
}

/** Far more than a person reads, and few enough that they still do (A55). */
export const DEFAULT_ASKING_LIMITS: AskingLimits = {
  windowMs: 60_000,
  perCall: 3,
  perCapability: 10,
  pending: 50,
};

/** Tells whoever waits for this approval, or shows it. */
export const announce = (events: EventBus, { workspaceId, id, principalId }: ApprovalRecord): void =>
  events.publish({ type: "approval.changed", workspaceId, approvalId: id, principalId });
