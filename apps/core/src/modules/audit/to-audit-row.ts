import type { AuditDetail, AuditRow } from "@peta/contract";
import { iso } from "../iso-time.ts";
import type { ChainedRecord } from "./audit-record.ts";

/** A stored record as every wire shows it; `principalId` is the id that people type. */
export const toAuditRow = (record: ChainedRecord): AuditRow => ({
  auditId: record.id,
  occurredAt: iso(record.occurredAt),
  action: record.action,
  outcome: record.outcome,
  principalId: record.principalHandle,
  channel: record.channel,
  clientName: record.clientName,
  clientVersion: record.clientVersion,
  serverId: record.serverId,
  capabilityKind: record.capabilityKind,
  capabilityName: record.capabilityName,
  decision: record.decision,
  determinedBy: record.determinedBy === null ? [] : record.determinedBy.split(","),
  reason: record.reason,
  errorCode: record.errorCode,
  durationMs: record.durationMicros === null ? null : record.durationMicros / 1000,
});

/** @param detail opened from its seal */
export const toAuditDetail = (record: ChainedRecord, detail: unknown): AuditDetail => ({
  ...toAuditRow(record),
  ipAddress: record.ipAddress,
  sessionId: record.sessionId,
  requestId: record.requestId,
  detail,
  chain: {
    writerId: record.writerId,
    sequence: String(record.sequence),
    previousHash: Buffer.from(record.previousHash).toString("hex"),
    hash: Buffer.from(record.hash).toString("hex"),
  },
});
