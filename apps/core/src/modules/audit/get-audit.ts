import type { AuditDetail } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import type { Vault } from "../vault.ts";
import type { AuditRecorder } from "./audit-entry.ts";
import { type ChainedRecord, detailIdentity } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { refuseNul } from "./list-audit.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { toAuditDetail } from "./to-audit-row.ts";

export function openDetail(vault: Vault, record: ChainedRecord): unknown {
  if (record.sealedDetail === null) return null;
  try {
    return JSON.parse(vault.open(record.sealedDetail, detailIdentity(record)));
  } catch {
    // The rest of the record is still worth showing; `verify` says where the chain is broken.
    return { unreadable: "The detail was changed after it was written, or sealed with another master key." };
  }
}

/** One record with its detail opened. Throws auth.forbidden; audit.not_found, also for another workspace's record. */
export const createGetAudit =
  ({ store, vault, audit }: { store: AuditStore; vault: Vault; audit: AuditRecorder }) =>
  async (actor: Caller, auditId: string): Promise<AuditDetail> => {
    await requireAdministrator({ audit }, actor, "audit.get");
    refuseNul(auditId);
    const record = await store.find(actor.principal.workspaceId, auditId);
    if (record === null) throw new CoreError("audit.not_found", "There is no audit record with this id.");
    return toAuditDetail(record, openDetail(vault, record));
  };
