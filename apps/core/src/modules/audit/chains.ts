import type { ChainedRecord, ChainHead, PlainRecord } from "./audit-record.ts";
import { type ChainHasher, GENESIS_HASH } from "./chain-hash.ts";

interface ChainEnd {
  sequence: number;
  hash: Uint8Array;
}

export interface Extension {
  records: ChainedRecord[];
  heads: ChainHead[];
  /** Takes the numbers for good: the next records continue after these. */
  commit(): void;
}

/** Signs the ends of the chains that these records continue; the records of a chain must be in order. */
export function headsOf(hasher: ChainHasher, records: readonly ChainedRecord[]): ChainHead[] {
  const last = new Map<string, ChainedRecord>();
  for (const record of records) last.set(`${record.workspaceId} ${record.writerId}`, record);
  return [...last.values()].map(({ workspaceId, writerId, sequence, hash }) => {
    const head = { workspaceId, writerId, sequence, hash };
    return { ...head, signature: hasher.signHead(head) };
  });
}

/** The chains that this process writes: one for each workspace. Numbers and links records, stores nothing. */
export function createChains(hasher: ChainHasher, writerId: string) {
  const ends = new Map<string, ChainEnd>();
  return {
    has: (workspaceId: string): boolean => ends.has(workspaceId),
    /** Numbers and hashes records; nothing is taken until `commit`. */
    extend(plain: readonly PlainRecord[]): Extension {
      const moved = new Map<string, ChainEnd>();
      const records: ChainedRecord[] = [];
      for (const record of plain) {
        const end = moved.get(record.workspaceId) ?? ends.get(record.workspaceId);
        const sequence = (end?.sequence ?? 0) + 1;
        const linked: ChainedRecord = {
          ...record,
          writerId,
          sequence,
          previousHash: end?.hash ?? GENESIS_HASH,
          hash: GENESIS_HASH,
        };
        const hash = hasher.hashRecord(linked);
        linked.hash = hash;
        records.push(linked);
        moved.set(record.workspaceId, { sequence, hash });
      }
      return {
        records,
        heads: headsOf(hasher, records),
        commit() {
          for (const [workspaceId, end] of moved) ends.set(workspaceId, end);
        },
      };
    },
  };
}

export type Chains = ReturnType<typeof createChains>;
