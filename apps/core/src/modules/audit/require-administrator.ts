import { CoreError } from "../../errors.ts";
import { type Caller, canAdminister, refuseApplication } from "../principals/principal.ts";
import { adminEntry } from "./admin-entry.ts";
import type { AuditRecorder } from "./audit-entry.ts";

/**
 * Refuses everybody but owners and admins, whatever wire they come by (A45, A61). Throws CoreError auth.forbidden; the
 * refusal is recorded under `action`, without what was asked for: nobody has looked at it. An application that acts for
 * one of them is refused with auth.insufficient_scope.
 * @param serverId what the action is about, where that is a server
 */
export async function requireAdministrator(
  deps: { audit: AuditRecorder },
  actor: Caller,
  action: string,
  serverId?: string | null,
): Promise<void> {
  refuseApplication(actor);
  if (canAdminister(actor.principal)) return;
  await refuseRole(deps, actor, action, "Only an owner or an admin of this workspace may do this.", serverId);
}

/** The same for what owners alone may do. */
export async function requireOwner(deps: { audit: AuditRecorder }, actor: Caller, action: string): Promise<void> {
  refuseApplication(actor);
  if (actor.principal.role === "owner") return;
  await refuseRole(deps, actor, action, "Only an owner of this workspace may do this.");
}

async function refuseRole(
  deps: { audit: AuditRecorder },
  actor: Caller,
  action: string,
  reason: string,
  serverId?: string | null,
): Promise<never> {
  const refused = { outcome: "denied", errorCode: "auth.forbidden", reason } as const;
  await deps.audit.record(
    serverId === undefined
      ? adminEntry(actor, action, undefined, refused)
      : adminEntry(actor, action, { serverId }, { ...refused, serverId }),
  );
  throw new CoreError("auth.forbidden", reason);
}
