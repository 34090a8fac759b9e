import type { ApprovalStatus, Role } from "@peta/contract";
import type { AccessRequest, CapabilityKind, DangerLevel, Decision } from "@peta/policy";
import type { Json } from "../json.ts";
import type { Caller } from "../principals/principal.ts";
import type { Capability, ServerRecord } from "../servers/server.ts";

/** A question to a person about one exact call, as lists show it. Times are milliseconds since 1970. */
export interface ApprovalRecord {
  /** `apr_...` */
  id: string;
  workspaceId: string;
  principalId: string;
  principalHandle: string;
  principalName: string;
  /** Now. */
  principalRole: Role;
  /** The person behind an agent, now. */
  ownerId: string | null;
  ownerHandle: string | null;
  /** The client application, and with it the credential, that asked. */
  clientKey: string;
  clientName: string | null;
  serverRowId: string;
  serverId: string;
  serverName: string;
  kind: CapabilityKind;
  name: string;
  title: string | null;
  callDigest: string;
  definitionHash: string;
  policyVersion: number;
  dangerLevel: DangerLevel;
  needsStepUp: boolean;
  requireReason: boolean;
  summary: string;
  reason: string;
  determinedBy: readonly string[];
  status: ApprovalStatus;
  createdAt: number;
  expiresAt: number;
  decidedAt: number | null;
  decidedById: string | null;
  decidedByHandle: string | null;
  decisionChannel: string | null;
  decisionReason: string | null;
  /** The decider proved again who they are. */
  isSteppedUp: boolean;
  isEdited: boolean;
  outcomeReason: string | null;
}

/** A record with its seals, which only `sealed-call.ts` opens. */
export interface SealedApproval extends ApprovalRecord {
  sealedCall: Uint8Array;
  sealedEdit: Uint8Array | null;
}

/** A call that wants a person, as the enforcement point hands it over. */
export interface CallToApprove {
  caller: Caller;
  /** What was decided on, with the arguments. */
  request: AccessRequest & { readonly args: Json };
  decision: Decision;
  server: ServerRecord;
  capability: Capability;
  /** Version of the workspace's rules. */
  policyVersion: number;
  /** Why the client says it makes the call. */
  statedReason: string | null;
  /** The client's id of its request, for the record. */
  requestId: string | null;
}

/** What the enforcement point needs to know of an approval. */
export interface ApprovalState {
  approvalId: string;
  status: ApprovalStatus;
  callDigest: string;
  policyVersion: number;
  expiresAt: number;
  isSteppedUp: boolean;
  /** What the decider made of the arguments; null: nothing was changed. */
  editedArguments: Json | null;
  decidedBy: string | null;
  decisionReason: string | null;
  outcomeReason: string | null;
}

/** One exact call has one of these at most. */
export const OPEN: readonly ApprovalStatus[] = ["pending", "approved", "executing"];

/** Whether its time is over although nobody has noticed yet. */
export const isDue = ({ status, expiresAt }: Pick<ApprovalRecord, "status" | "expiresAt">, now: number): boolean =>
  (status === "pending" || status === "approved") && expiresAt <= now;

export const wantsStepUp = ({ effect }: Decision): boolean => effect === "require_approval_with_step_up";
