import type { Vault } from "../vault.ts";
import type { ChainedRecord, ChainHead } from "./audit-record.ts";
import type { ChainView } from "./audit-store.ts";
import { equalBytes } from "../equal-bytes.ts";
import { type ChainHasher, GENESIS_HASH } from "./chain-hash.ts";
import { type LinkedHead, readLink } from "./chain-links.ts";

/** Records in memory at once. */
const PAGE = 250;

export interface ChainReport {
  writerId: string;
  rows: number;
  /** First thing found wrong, or null. */
  problem: string | null;
  /** Ends of other chains that this chain's sound records name. */
  links: LinkedHead[];
}

const plural = (count: number, first: number): string =>
  count === 1 ? `Record ${first} is missing` : `Records ${first} to ${first + count - 1} are missing`;

/** Walks one chain from its first record to its signed end, in pages, so that its length does not matter. */
export async function verifyChain(
  deps: { hasher: ChainHasher; vault: Vault },
  view: ChainView,
  writerId: string,
  head: ChainHead | undefined,
): Promise<ChainReport> {
  let end: { sequence: number; hash: Uint8Array } = { sequence: 0, hash: GENESIS_HASH };
  let rows = 0;
  let problem: string | null = null;
  const links: LinkedHead[] = [];

  async function checkRecord(record: ChainedRecord): Promise<string | null> {
    const { sequence } = record;
    if (sequence !== end.sequence + 1)
      return `${plural(sequence - end.sequence - 1, end.sequence + 1)}: removed after being written.`;
    const isIntact = equalBytes(deps.hasher.hashRecord(record), record.hash);
    if (equalBytes(record.previousHash, end.hash))
      return isIntact ? null : `Record ${sequence} was changed after it was written.`;
    const standsAt = await view.findByHash(writerId, record.previousHash);
    if (standsAt !== null)
      return `Record ${sequence} is not in its place: the record it follows now stands at ${standsAt}.`;
    return `Record ${sequence} does not continue record ${end.sequence}: a record was changed, removed or put in between.`;
  }

  for (let after = 0; ; ) {
    const page = await view.read(writerId, after, PAGE);
    for (const record of page) {
      rows++;
      after = record.sequence;
      if (problem !== null) continue;
      problem = await checkRecord(record);
      if (problem !== null) continue;
      end = record;
      links.push(...readLink(deps.vault, record));
    }
    if (page.length < PAGE) break;
  }
  return { writerId, rows, problem: problem ?? checkHead(deps.hasher, head, end), links };
}

function checkHead(
  hasher: ChainHasher,
  head: ChainHead | undefined,
  end: { sequence: number; hash: Uint8Array },
): string | null {
  if (head === undefined) return `The signed end of the chain is missing; its last record is ${end.sequence}.`;
  if (!equalBytes(hasher.signHead(head), head.signature))
    return `The signed end of the chain, at record ${head.sequence}, is forged.`;
  if (head.sequence > end.sequence)
    return `${plural(head.sequence - end.sequence, end.sequence + 1)}: the end of the chain was cut off.`;
  if (head.sequence < end.sequence) return `Record ${head.sequence + 1} stands after the signed end of the chain.`;
  return equalBytes(head.hash, end.hash) ? null : `Record ${end.sequence} is not the one that the signed end names.`;
}
