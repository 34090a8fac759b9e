import type { ChainedRecord } from "./audit-record.ts";

/** Port: keeps records in order outside the database while that is down, across a crash of the process. */
export interface AuditSpool {
  /** Resolves when the records are on disk; rejects when none of them is kept (disk full, limit reached). */
  append(records: readonly ChainedRecord[]): Promise<void>;
  /** The oldest records that are kept, at most `limit`; those that processes before us left come first. */
  peek(limit: number): Promise<ChainedRecord[]>;
  /** Forgets the oldest `count` records, those of the last `peek`: the database has them now. */
  drop(count: number): Promise<void>;
  /** Records kept. */
  size(): number;
  close(): Promise<void>;
}
