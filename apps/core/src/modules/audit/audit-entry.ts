import type { AuditChannel, AuditOutcome } from "@peta/contract";

/** One thing that happened, before it is numbered, chained and stored. */
export interface AuditEntry {
  workspaceId: string;
  /** MCP method (`tools/call`) or administrative action (`server.add`). */
  action: string;
  outcome: AuditOutcome;
  principalId: string | null;
  principalHandle: string | null;
  channel: AuditChannel;
  clientName?: string | null;
  clientVersion?: string | null;
  ipAddress?: string | null;
  sessionId?: string | null;
  requestId?: string | null;
  serverId?: string | null;
  capabilityKind?: string | null;
  capabilityName?: string | null;
  decision?: string | null;
  determinedBy?: readonly string[];
  /** Why it was decided so, in sentences; what went wrong afterwards comes first. */
  reason?: string | null;
  errorCode?: string | null;
  durationMicros?: number | null;
  /** Arguments of a call, or before/after of a change. Sealed before it is stored; already redacted by rule. */
  detail?: unknown;
}

/**
 * Port: takes the record of what happened. Resolves when the record is committed (`durable`) or accepted (`batched`).
 * Rejects with CoreError audit.unavailable when it could be neither stored nor spooled: the caller fails closed then.
 */
export interface AuditRecorder {
  /**
   * @param options.mustBeStored also reject (audit.unavailable) when the record could only be spooled; whatever the
   * durability, the answer waits for the commit. The record is kept all the same. For calls of danger level 2 and above.
   */
  record(entry: AuditEntry, options?: { mustBeStored?: boolean }): Promise<void>;
}
