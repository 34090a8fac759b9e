import type { ApprovalSettings, ApprovalStatus, Role } from "@peta/contract";
import type { ApprovalRecord, SealedApproval } from "./approval.ts";

export type ApprovalSettingsChange = { [Name in keyof ApprovalSettings]?: ApprovalSettings[Name] | undefined };

/** Whose approvals somebody may see. */
export type Reach =
  | { kind: "workspace" }
  /** Their own, and those of the agents they answer for. */
  | { kind: "own"; principalId: string };

/** What somebody may not decide although it is in reach: where everything that is said here holds. */
export interface Undecidable {
  /** Who asked. */
  principalId?: string;
  /** The client application that asked. */
  clientKey?: string;
  /** Roles of who asked. */
  roles?: readonly Role[];
  /** What asked reaches the typed API too: everything but the OAuth clients of the MCP endpoint. */
  reachesApi?: true;
}

export interface ApprovalFilter {
  reach: Reach;
  status?: ApprovalStatus | undefined;
  principalHandle?: string | undefined;
  serverId?: string | undefined;
  name?: string | undefined;
  /** Leaves out what fits one of these. */
  except?: readonly Undecidable[];
  /** Only what comes after this one, newest first. */
  after?: { createdAt: number; id: string } | undefined;
}

/** How many questions one principal may put (A55). */
export interface AskingLimits {
  windowMs: number;
  /** Of the same call within the window. */
  perCall: number;
  /** About the same tool, resource or prompt within the window. */
  perCapability: number;
  /** Unanswered at the same time. */
  pending: number;
}

export type Insertion =
  | { kind: "inserted" }
  /** The same call has an open question already. */
  | { kind: "exists" }
  | { kind: "limited"; retryAfterSeconds: number };

export interface StoredDecision {
  status: "approved" | "rejected";
  decidedAt: number;
  decidedById: string;
  decidedByHandle: string;
  decisionChannel: string;
  decisionReason: string | null;
  isSteppedUp: boolean;
  sealedEdit: Uint8Array | null;
  expiresAt: number;
}

/**
 * Port: approvals of every workspace. Each change of status is one conditional update and says whether it took place,
 * so that of two processes that want the same, one gets it (A53).
 */
export interface ApprovalStore {
  /** Inserts within the limits; questions of one principal are counted and inserted one after the other. */
  insert(approval: SealedApproval, limits: AskingLimits): Promise<Insertion>;
  find(workspaceId: string, id: string): Promise<SealedApproval | null>;
  /** The newest about this very call. */
  findByDigest(workspaceId: string, callDigest: string): Promise<SealedApproval | null>;
  /** The last call of the same principal and capability that was approved, before this one. */
  findPrevious(approval: ApprovalRecord): Promise<SealedApproval | null>;
  /** Newest first. */
  list(workspaceId: string, filter: ApprovalFilter, limit: number): Promise<ApprovalRecord[]>;
  count(workspaceId: string, filter: ApprovalFilter): Promise<number>;
  /** Pending and approved ones. */
  listOpen(workspaceId: string): Promise<ApprovalRecord[]>;

  /** pending → approved or rejected, unless it is over at `decidedAt`. */
  decide(workspaceId: string, id: string, decision: StoredDecision): Promise<boolean>;
  /** approved → executing, unless it is over at `at`. */
  claim(workspaceId: string, id: string, at: number): Promise<boolean>;
  /** executing → executed or failed. */
  finish(
    workspaceId: string,
    id: string,
    status: "executed" | "failed",
    at: number,
    reason: string | null,
  ): Promise<boolean>;
  /** pending or approved → expired. */
  expire(workspaceId: string, id: string, at: number, reason: string): Promise<boolean>;
  /** Expires those that are over at `at`, at most `limit` of them; answers which. */
  expireDue(at: number, reason: string, limit: number): Promise<ApprovalRecord[]>;
  /** executing → failed for all that were claimed before `before`; answers which. */
  failUnfinished(before: number, reason: string): Promise<ApprovalRecord[]>;

  readSettings(workspaceId: string): Promise<ApprovalSettings>;
  /** What is left out stays as it is, whoever changes it meanwhile. */
  saveSettings(workspaceId: string, change: ApprovalSettingsChange): Promise<void>;
}
