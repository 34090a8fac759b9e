import type { ChainedRecord, ChainHead } from "../../modules/audit/audit-record.ts";
import type { Field, FieldType } from "./binary-rows.ts";

export interface Column<Row> {
  name: string;
  type: FieldType;
  read: (row: Row) => Field;
}

/** Every column of `audit_records`, in the order of `audit_record_input`. */
export const RECORD_COLUMNS: readonly Column<ChainedRecord>[] = [
  { name: "workspace_id", type: "text", read: (row) => row.workspaceId },
  { name: "writer_id", type: "text", read: (row) => row.writerId },
  { name: "sequence", type: "int8", read: (row) => row.sequence },
  { name: "id", type: "text", read: (row) => row.id },
  { name: "occurred_at", type: "timestamptz", read: (row) => row.occurredAt },
  { name: "action", type: "text", read: (row) => row.action },
  { name: "outcome", type: "text", read: (row) => row.outcome },
  { name: "principal_id", type: "text", read: (row) => row.principalId },
  { name: "principal_handle", type: "text", read: (row) => row.principalHandle },
  { name: "channel", type: "text", read: (row) => row.channel },
  { name: "client_name", type: "text", read: (row) => row.clientName },
  { name: "client_version", type: "text", read: (row) => row.clientVersion },
  { name: "ip_address", type: "text", read: (row) => row.ipAddress },
  { name: "session_id", type: "text", read: (row) => row.sessionId },
  { name: "request_id", type: "text", read: (row) => row.requestId },
  { name: "server_id", type: "text", read: (row) => row.serverId },
  { name: "capability_kind", type: "text", read: (row) => row.capabilityKind },
  { name: "capability_name", type: "text", read: (row) => row.capabilityName },
  { name: "decision", type: "text", read: (row) => row.decision },
  { name: "determined_by", type: "text", read: (row) => row.determinedBy },
  { name: "reason", type: "text", read: (row) => row.reason },
  { name: "error_code", type: "text", read: (row) => row.errorCode },
  { name: "duration_micros", type: "int4", read: (row) => row.durationMicros },
  { name: "sealed_detail", type: "bytea", read: (row) => row.sealedDetail },
  { name: "previous_hash", type: "bytea", read: (row) => row.previousHash },
  { name: "hash", type: "bytea", read: (row) => row.hash },
];

/** The columns of `audit_chain_heads` but its time, which is the database's, in the order of `audit_head_input`. */
export const HEAD_COLUMNS: readonly Column<ChainHead>[] = [
  { name: "workspace_id", type: "text", read: (head) => head.workspaceId },
  { name: "writer_id", type: "text", read: (head) => head.writerId },
  { name: "sequence", type: "int8", read: (head) => head.sequence },
  { name: "hash", type: "bytea", read: (head) => head.hash },
  { name: "signature", type: "bytea", read: (head) => head.signature },
];

/** Column list of a SELECT that `toRecord` reads. */
export const SELECT_RECORD = RECORD_COLUMNS.map(({ name }) => name).join(", ");
export const SELECT_HEAD = HEAD_COLUMNS.map(({ name }) => name).join(", ");

/** A row as the driver gives it: names as in the database, times as Date, 64-bit numbers as text. */
export interface RecordRow {
  workspace_id: string;
  writer_id: string;
  sequence: string;
  id: string;
  occurred_at: Date;
  action: string;
  outcome: ChainedRecord["outcome"];
  principal_id: string | null;
  principal_handle: string | null;
  channel: ChainedRecord["channel"];
  client_name: string | null;
  client_version: string | null;
  ip_address: string | null;
  session_id: string | null;
  request_id: string | null;
  server_id: string | null;
  capability_kind: string | null;
  capability_name: string | null;
  decision: string | null;
  determined_by: string | null;
  reason: string | null;
  error_code: string | null;
  duration_micros: number | null;
  sealed_detail: Buffer | null;
  previous_hash: Buffer;
  hash: Buffer;
}

export const toRecord = (row: RecordRow): ChainedRecord => ({
  workspaceId: row.workspace_id,
  writerId: row.writer_id,
  sequence: Number(row.sequence),
  id: row.id,
  occurredAt: row.occurred_at.getTime(),
  action: row.action,
  outcome: row.outcome,
  principalId: row.principal_id,
  principalHandle: row.principal_handle,
  channel: row.channel,
  clientName: row.client_name,
  clientVersion: row.client_version,
  ipAddress: row.ip_address,
  sessionId: row.session_id,
  requestId: row.request_id,
  serverId: row.server_id,
  capabilityKind: row.capability_kind,
  capabilityName: row.capability_name,
  decision: row.decision,
  determinedBy: row.determined_by,
  reason: row.reason,
  errorCode: row.error_code,
  durationMicros: row.duration_micros,
  sealedDetail: row.sealed_detail,
  previousHash: row.previous_hash,
  hash: row.hash,
});

export interface HeadRow {
  workspace_id: string;
  writer_id: string;
  sequence: string;
  hash: Buffer;
  signature: Buffer;
}

export const toHead = (row: HeadRow): ChainHead => ({
  workspaceId: row.workspace_id,
  writerId: row.writer_id,
  sequence: Number(row.sequence),
  hash: row.hash,
  signature: row.signature,
});
