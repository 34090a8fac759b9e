import { equalBytes } from "../equal-bytes.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { PlainRecord } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import type { ChainHasher } from "./chain-hash.ts";
import { CHAIN_CHECKPOINT, CHAIN_STARTED, LINKED_HEADS, linkEntry } from "./chain-links.ts";
import type { Chains } from "./chains.ts";

/**
 * Decides when a chain names the others: in its first record, and again after `every` records, so that a long-lived
 * process also vouches for chains that started after its own.
 */
export function createChainLinker(deps: {
  store: AuditStore;
  hasher: ChainHasher;
  chains: Chains;
  writerId: string;
  normalize: (entry: AuditEntry) => PlainRecord;
  every: number;
}) {
  const sinceLink = new Map<string, number>();

  async function knownHeads(workspaceId: string) {
    const heads = await deps.store.latestHeads(workspaceId, LINKED_HEADS);
    // A forged end must not be vouched for; `verify` reports it.
    return heads.filter(
      (head) => head.writerId !== deps.writerId && equalBytes(deps.hasher.signHead(head), head.signature),
    );
  }

  /** @param counts records about to be written, by workspace @throws what the store throws, when it is up but fails */
  return async (counts: ReadonlyMap<string, number>, storeUp: boolean): Promise<PlainRecord[]> => {
    const links: PlainRecord[] = [];
    for (const [workspaceId, count] of counts) {
      const isNew = !deps.chains.has(workspaceId);
      const since = (sinceLink.get(workspaceId) ?? 0) + count;
      sinceLink.set(workspaceId, since);
      if (!isNew && (since < deps.every || !storeUp)) continue;
      const heads = storeUp ? await knownHeads(workspaceId) : null;
      // A chain that started without the store names the others as soon as that is back.
      sinceLink.set(workspaceId, heads === null ? deps.every : 0);
      if (isNew) links.push(deps.normalize(linkEntry(workspaceId, CHAIN_STARTED, heads)));
      else if (heads && heads.length > 0) links.push(deps.normalize(linkEntry(workspaceId, CHAIN_CHECKPOINT, heads)));
    }
    return links;
  };
}
