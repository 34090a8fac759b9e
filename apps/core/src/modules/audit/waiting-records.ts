import type { CoreError } from "../../errors.ts";
import type { PlainRecord } from "./audit-record.ts";

export interface WaitingRecord {
  record: PlainRecord;
  mustBeStored: boolean;
  /** Told what became of it; null when nobody waits. */
  settle: ((error?: CoreError) => void) | null;
}

/** Fixed part of a record's size in memory; the sealed detail comes on top. */
const RECORD_BYTES = 1024;

/** Records that wait for the next batch, bounded in number and bytes so that a slow database cannot fill the memory. */
export function createWaitingRecords(limits: { maxRecords: number; maxBytes: number; maxBatch: number }) {
  let queue: WaitingRecord[] = [];
  let bytes = 0;
  let awaited = { count: Number.POSITIVE_INFINITY, onReached: (): void => {} };
  const reached = (): void => {
    const { count, onReached } = awaited;
    if (queue.length < count) return;
    awaited = { count: Number.POSITIVE_INFINITY, onReached: () => {} };
    onReached();
  };
  const sizeOf = ({ record }: WaitingRecord) => RECORD_BYTES + (record.sealedDetail?.length ?? 0);
  return {
    get length(): number {
      return queue.length;
    },
    isFull: (): boolean => queue.length >= limits.maxRecords || bytes >= limits.maxBytes,
    push(waiting: WaitingRecord): void {
      queue.push(waiting);
      bytes += sizeOf(waiting);
      reached();
    },
    /** Calls `onReached` once, as soon as so many wait or a batch is full. The last one who asked is told. */
    whenReached(count: number, onReached: () => void): void {
      awaited = { count: Math.min(count, limits.maxBatch), onReached };
      reached();
    },
    /** The oldest, in order, at most a batch of them. */
    take(): WaitingRecord[] {
      const batch = queue.length <= limits.maxBatch ? queue : queue.slice(0, limits.maxBatch);
      queue = batch === queue ? [] : queue.slice(limits.maxBatch);
      for (const waiting of batch) bytes -= sizeOf(waiting);
      return batch;
    },
  };
}

export type WaitingRecords = ReturnType<typeof createWaitingRecords>;
