import { CoreError } from "../../errors.ts";
import { requireRankAbove } from "./guard-roles.ts";
import { type Caller, canAdminister, type Principal, refuseApplication } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/** What the caller is to the principal that an operation is about. */
export type Relation = "self" | "owner" | "administrator";

export interface Related {
  principal: Principal;
  relation: Relation;
}

export type FindRelated = (caller: Caller, handle: string | undefined) => Promise<Related>;

/**
 * Whom an operation of the user layer is about: the caller, an agent of theirs, or, for administrators, anybody of the
 * workspace. Throws auth.forbidden, in one sentence for strangers that exist and for those that do not (A24), and
 * principal.not_found to administrators; auth.insufficient_scope to an application that acts for one of them.
 */
export async function findRelated(
  principals: Pick<PrincipalStore, "findByHandle">,
  caller: Caller,
  handle: string | undefined,
): Promise<Related> {
  if (handle === undefined || handle === caller.principal.handle)
    return { principal: caller.principal, relation: "self" };
  const principal = await principals.findByHandle(caller.principal.workspaceId, handle);
  if (principal !== null && principal.ownerId === caller.principal.id) return { principal, relation: "owner" };
  if (!canAdminister(caller.principal))
    throw new CoreError(
      "auth.forbidden",
      "This is somebody else's. You may do it for yourself and for your own agents.",
    );
  refuseApplication(caller);
  if (principal === null)
    throw new CoreError(
      "principal.not_found",
      `There is no principal "${handle}" in this workspace. \`peta principal list\` shows them.`,
    );
  return { principal, relation: "administrator" };
}

/**
 * Lets an administrator change what is somebody else's only where they govern that person's role. Throws auth.forbidden.
 * @param what completes "Only an owner may ..."
 */
export function requireGovernance(actor: Caller, { principal, relation }: Related, what: string): void {
  if (relation === "administrator")
    requireRankAbove(actor.principal, principal.role, `${what} of a principal with the role ${principal.role}`);
}
