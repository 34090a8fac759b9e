import { CoreError } from "../../errors.ts";
import { type Caller, canAdminister, type Principal, refuseApplication } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/** The principal with this handle in this workspace, or CoreError principal.not_found. */
export async function requirePrincipal(
  principals: PrincipalStore,
  workspaceId: string,
  handle: string,
): Promise<Principal> {
  const principal = await principals.findByHandle(workspaceId, handle);
  if (!principal)
    throw new CoreError(
      "principal.not_found",
      `There is no principal "${handle}" in this workspace. \`peta principal list\` shows them.`,
    );
  return principal;
}

/**
 * Whom a question is about: the caller, or, for administrators only, another principal of the workspace.
 * Throws auth.forbidden, auth.insufficient_scope for applications, and principal.not_found.
 */
export async function resolveSubject(
  principals: PrincipalStore,
  caller: Caller,
  handle: string | undefined,
): Promise<Principal> {
  if (handle === undefined || handle === caller.principal.handle) return caller.principal;
  if (!canAdminister(caller.principal))
    throw new CoreError("auth.forbidden", "Only an owner or an admin may look at somebody else's permissions.");
  refuseApplication(caller);
  return requirePrincipal(principals, caller.principal.workspaceId, handle);
}
