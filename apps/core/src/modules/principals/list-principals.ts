import type { PrincipalView } from "@peta/contract";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import { iso, isoOrNull } from "../iso-time.ts";
import { type Caller, storedKind } from "./principal.ts";
import type { PrincipalListing, PrincipalStore } from "./principal-store.ts";

export const toPrincipalView = ({ principal, ...rest }: PrincipalListing): PrincipalView => ({
  principalId: principal.handle,
  displayName: principal.displayName,
  kind: storedKind(principal),
  role: principal.role,
  status: principal.status,
  ownerId: rest.ownerHandle,
  email: rest.email,
  activeTokens: rest.activeTokens,
  ratePerMinute: rest.ratePerMinute,
  lastSeenAt: isoOrNull(rest.lastSeenAt),
  createdAt: iso(rest.createdAt),
});

/** People and agents of the caller's workspace, by handle. For administrators only. */
export const createListPrincipals =
  (deps: { principals: PrincipalStore; audit: AuditRecorder }) =>
  async (actor: Caller): Promise<PrincipalView[]> => {
    await requireAdministrator(deps, actor, "principal.list");
    return (await deps.principals.list(actor.principal.workspaceId)).map(toPrincipalView);
  };

/** One of them, after a change. */
export const viewOf = async (
  deps: { principals: PrincipalStore },
  workspaceId: string,
  id: string,
): Promise<PrincipalView> => {
  const listing = (await deps.principals.list(workspaceId)).find((row) => row.principal.id === id);
  if (!listing) throw new Error(`principal ${id} vanished`);
  return toPrincipalView(listing);
};
