import type { ChainedRecord } from "../../modules/audit/audit-record.ts";

const BYTES = ["sealedDetail", "previousHash", "hash"] as const;

/** A record as JSON; its byte fields in base64. */
export function serializeRecord(record: ChainedRecord): string {
  const text: Record<string, unknown> = { ...record };
  for (const field of BYTES)
    text[field] = record[field] === null ? null : Buffer.from(record[field]).toString("base64");
  return JSON.stringify(text);
}

/** The reverse. The text was sealed by us, so that its shape is known. */
export function deserializeRecord(text: string): ChainedRecord {
  const record = JSON.parse(text) as Record<string, unknown>;
  for (const field of BYTES) {
    const value = record[field];
    if (typeof value === "string") record[field] = Buffer.from(value, "base64");
  }
  return record as unknown as ChainedRecord;
}
