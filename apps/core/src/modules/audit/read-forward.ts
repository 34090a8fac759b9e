import type { AuditDetail } from "@peta/contract";
import type { Vault } from "../vault.ts";
import type { AuditStore } from "./audit-store.ts";
import { openDetail } from "./get-audit.ts";
import { toAuditDetail } from "./to-audit-row.ts";

/** Records of a workspace, oldest first, with their details: for whoever follows the log. Times in milliseconds. */
export const createReadForward =
  ({ store, vault }: { store: AuditStore; vault: Vault }) =>
  async (workspaceId: string, range: { from: number; to: number }, limit: number): Promise<AuditDetail[]> =>
    (await store.listForward(workspaceId, range, limit)).map((record) =>
      toAuditDetail(record, openDetail(vault, record)),
    );
