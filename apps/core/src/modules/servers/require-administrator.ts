import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { type Caller, canAdminister, refuseApplication } from "../principals/principal.ts";

/**
 * Refuses everybody but Owners and Admins, on every wire, before anything is read or started (A45).
 * Throws CoreError auth.forbidden; the refusal is recorded. Throws auth.insufficient_scope for applications.
 */
export async function requireAdministrator(
  audit: AuditRecorder,
  actor: Caller,
  action: string,
  serverId: string | null,
): Promise<void> {
  refuseApplication(actor);
  if (canAdminister(actor.principal)) return;
  const reason = "Only an Owner or an Admin of the workspace may manage servers.";
  await audit.record(
    adminEntry(actor, action, { serverId }, { outcome: "denied", serverId, reason, errorCode: "auth.forbidden" }),
  );
  throw new CoreError("auth.forbidden", reason);
}
