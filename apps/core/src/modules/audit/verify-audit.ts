import type { AuditVerification } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import type { Vault } from "../vault.ts";
import type { AuditRecorder } from "./audit-entry.ts";
import type { AuditStore, ChainView } from "./audit-store.ts";
import type { ChainHasher } from "./chain-hash.ts";
import type { LinkedHead } from "./chain-links.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { type ChainReport, verifyChain } from "./verify-chain.ts";

interface Naming extends LinkedHead {
  namedBy: string;
}

/** The furthest end of each chain that another chain names; an earlier one says nothing more. */
function furthestNamed(reports: readonly ChainReport[]): Naming[] {
  const named = new Map<string, Naming>();
  for (const { writerId: namedBy, links } of reports) {
    for (const link of links) {
      if ((named.get(link.writerId)?.sequence ?? 0) < link.sequence) named.set(link.writerId, { ...link, namedBy });
    }
  }
  return [...named.values()];
}

async function checkNaming(
  view: ChainView,
  { writerId, sequence, hash, namedBy }: Naming,
  rows: number,
): Promise<string | null> {
  if (rows === 0) return `The whole chain is missing: chain ${namedBy} names its record ${sequence}.`;
  const stored = await view.hashAt(writerId, sequence);
  if (stored === null)
    return `Record ${sequence} is missing, though chain ${namedBy} names it: the end of the chain was cut off.`;
  if (Buffer.from(stored).toString("hex") === hash) return null;
  return `Record ${sequence} is not the one that chain ${namedBy} names: the chain was replaced.`;
}

/**
 * Walks every chain of the caller's workspace and says where one is broken. Reads in pages from one view of the database.
 * Throws auth.forbidden.
 */
export const createVerifyAudit =
  (deps: { store: AuditStore; hasher: ChainHasher; vault: Vault; clock: Clock; audit: AuditRecorder }) =>
  async (actor: Caller): Promise<AuditVerification> => {
    await requireAdministrator(deps, actor, "audit.verify");
    return deps.store.view(actor.principal.workspaceId, async (view) => {
      const heads = new Map((await view.heads()).map((head) => [head.writerId, head]));
      const writers = [...new Set([...(await view.writers()), ...heads.keys()])].sort();
      const reports: ChainReport[] = [];
      for (const writerId of writers) reports.push(await verifyChain(deps, view, writerId, heads.get(writerId)));
      for (const naming of furthestNamed(reports)) {
        let report = reports.find((one) => one.writerId === naming.writerId);
        if (!report) {
          report = { writerId: naming.writerId, rows: 0, problem: null, links: [] };
          reports.push(report);
        }
        report.problem ??= await checkNaming(view, naming, report.rows);
      }
      return {
        ok: reports.every(({ problem }) => problem === null),
        rows: reports.reduce((sum, { rows }) => sum + rows, 0),
        chains: reports.map(({ writerId, rows, problem }) => ({ writerId, rows, ok: problem === null, problem })),
        checkedAt: iso(deps.clock.now()),
      };
    });
  };
