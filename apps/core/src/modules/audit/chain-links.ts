import { z } from "zod";
import type { Vault } from "../vault.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { type ChainedRecord, type ChainHead, detailIdentity } from "./audit-record.ts";

/** First record of a chain, and the ones that repeat it now and then; their detail names the ends of the other chains. */
export const CHAIN_STARTED = "audit.chain_started";
export const CHAIN_CHECKPOINT = "audit.checkpoint";

/** Ends that one link names. Each chain's last end is named by the chains that start after it, which name each other. */
export const LINKED_HEADS = 32;

const linkSchema = z.object({
  heads: z.array(z.object({ writerId: z.string(), sequence: z.number().int().min(1), hash: z.hex() })).nullable(),
});

export interface LinkedHead {
  writerId: string;
  sequence: number;
  /** Lower-case hex. */
  hash: string;
}

/** @param heads the known ends, or null when the store could not be asked */
export const linkEntry = (workspaceId: string, action: string, heads: readonly ChainHead[] | null): AuditEntry => ({
  workspaceId,
  action,
  outcome: "allowed",
  principalId: null,
  principalHandle: null,
  channel: "system",
  reason: "Names the ends of the other record chains, so that the removal of a whole chain shows.",
  detail: {
    heads:
      heads?.map(({ writerId, sequence, hash }) => ({ writerId, sequence, hash: Buffer.from(hash).toString("hex") })) ??
      null,
  } satisfies z.input<typeof linkSchema>,
});

/** The ends that a record names; none when it is not a link or when its detail does not open. */
export function readLink(vault: Vault, record: ChainedRecord): LinkedHead[] {
  if (record.action !== CHAIN_STARTED && record.action !== CHAIN_CHECKPOINT) return [];
  if (record.sealedDetail === null || record.channel !== "system") return [];
  const parsed = linkSchema.safeParse(JSON.parse(vault.open(record.sealedDetail, detailIdentity(record))));
  return parsed.data?.heads ?? [];
}
