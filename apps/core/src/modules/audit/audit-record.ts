import type { AuditEntry } from "./audit-entry.ts";

/** An entry as it is stored, before it is numbered: every text short and clean, the detail sealed. */
export interface PlainRecord {
  workspaceId: string;
  id: string;
  /** Milliseconds since 1970. */
  occurredAt: number;
  action: string;
  outcome: AuditEntry["outcome"];
  principalId: string | null;
  principalHandle: string | null;
  channel: AuditEntry["channel"];
  clientName: string | null;
  clientVersion: string | null;
  ipAddress: string | null;
  sessionId: string | null;
  requestId: string | null;
  serverId: string | null;
  capabilityKind: string | null;
  capabilityName: string | null;
  decision: string | null;
  /** Comma-separated. */
  determinedBy: string | null;
  reason: string | null;
  errorCode: string | null;
  durationMicros: number | null;
  sealedDetail: Uint8Array | null;
}

/** A record in its place in the chain of one workspace and one writer. */
export interface ChainedRecord extends PlainRecord {
  writerId: string;
  /** From 1, without gaps. */
  sequence: number;
  /** 32 bytes; zeros for the first record. */
  previousHash: Uint8Array;
  /** HMAC-SHA256 over everything above. */
  hash: Uint8Array;
}

/** The signed end of a chain. */
export interface ChainHead {
  workspaceId: string;
  writerId: string;
  sequence: number;
  hash: Uint8Array;
  signature: Uint8Array;
}

/** What the sealed detail of a record is bound to. */
export const detailIdentity = (record: { workspaceId: string; id: string }): string =>
  `audit:${record.workspaceId}:${record.id}`;
