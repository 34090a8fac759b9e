import type { AuditChannel, AuditOutcome } from "@peta/contract";
import type { ChainedRecord, ChainHead } from "./audit-record.ts";

/** Filters of the record list; times in milliseconds since 1970, `from` inclusive, `to` exclusive. */
export interface AuditFilter {
  from?: number | undefined;
  to?: number | undefined;
  principalHandle?: string | undefined;
  serverId?: string | undefined;
  capabilityName?: string | undefined;
  action?: string | undefined;
  outcome?: AuditOutcome | undefined;
  channel?: AuditChannel | undefined;
  /** Only records that come after this one in the list, newest first. */
  after?: { occurredAt: number; id: string } | undefined;
}

export interface ActivityFigures {
  /** Calls per hour and outcome; hours without calls are left out. */
  counts: { hourStart: number; outcome: AuditOutcome; calls: number }[];
  topTools: { canonicalName: string; calls: number }[];
  /** Microseconds, or null when nothing was measured. */
  latency: { p50: number | null; p95: number | null };
}

/** Records and heads of one workspace at one moment, however much is written meanwhile. */
export interface ChainView {
  heads(): Promise<ChainHead[]>;
  /** Ids of the writers that have records, with or without a head. */
  writers(): Promise<string[]>;
  /** At most `limit` records of a chain in order, with a sequence above `after`. */
  read(writerId: string, after: number, limit: number): Promise<ChainedRecord[]>;
  /** Sequence of the record with this hash in the chain, or null. */
  findByHash(writerId: string, hash: Uint8Array): Promise<number | null>;
  hashAt(writerId: string, sequence: number): Promise<Uint8Array | null>;
}

/** Port: where records are kept. Every method but `append` rejects with CoreError database.unavailable when it is down. */
export interface AuditStore {
  /**
   * Commits records and the new ends of their chains together; resolves when they are on disk. Rejects when that did
   * not happen or is not known.
   * @param repeat the same records may be there already (a batch whose answer was lost): those are left as they are
   * @returns how many records were not there before
   */
  append(records: readonly ChainedRecord[], heads: readonly ChainHead[], repeat: boolean): Promise<number>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** The most recently moved chain ends of a workspace, at most `limit`. */
  latestHeads(workspaceId: string, limit: number): Promise<ChainHead[]>;
  /** Newest first. */
  list(workspaceId: string, filter: AuditFilter, limit: number): Promise<ChainedRecord[]>;
  /** Oldest first; `from` inclusive, `to` exclusive, in milliseconds since 1970. */
  listForward(workspaceId: string, range: { from: number; to: number }, limit: number): Promise<ChainedRecord[]>;
  find(workspaceId: string, id: string): Promise<ChainedRecord | null>;
  activity(workspaceId: string, from: number): Promise<ActivityFigures>;
  /** Runs `use` over one unchanging view of a workspace's chains. */
  view<T>(workspaceId: string, use: (chains: ChainView) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
