import type { WorkspaceView } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { IsAddressAllowed } from "../network/admission.ts";
import { addressRefused } from "../network/refusals.ts";
import type { ConsoleSessionStore } from "../principals/console-session-store.ts";
import { type Caller, isActive } from "../principals/principal.ts";
import type { WorkspaceStore } from "./workspace-store.ts";
import { toWorkspaceView, workspaceNotFound } from "./workspace-view.ts";

/**
 * Takes this browser's session to another workspace of the same person. Each of the two records that they left or came,
 * and neither is told of the other. Throws input.invalid for tokens, workspace.not_found, network.address_refused,
 * console_session.not_found.
 */
export function createSwitchWorkspace(deps: {
  store: WorkspaceStore;
  sessions: Pick<ConsoleSessionStore, "moveTo">;
  isAddressAllowed: IsAddressAllowed;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
}) {
  return async (actor: Caller, slug: string): Promise<WorkspaceView> => {
    const { principal, credential } = actor;
    const { accountId } = principal;
    if (credential.kind !== "console_session" || accountId === null)
      throw new CoreError(
        "input.invalid",
        "Switching is for browsers: an access token belongs to one workspace. Use a token of the other one.",
      );
    const membership = (await deps.store.listMemberships(accountId)).find(
      (one) => one.workspace.slug === slug && isActive(one.principal, deps.clock.now()),
    );
    if (!membership) throw workspaceNotFound(slug);
    const there: Caller = { ...actor, principal: membership.principal };
    if (!deps.isAddressAllowed(membership.workspace.id, actor.ipAddress)) {
      const refusal = addressRefused(actor.ipAddress);
      const { code: errorCode, message: reason } = refusal;
      await deps.audit.record(
        adminEntry(there, "console_session.enter", undefined, { outcome: "denied", errorCode, reason }),
      );
      throw refusal;
    }
    const view = toWorkspaceView(there, membership);
    if (membership.workspace.id === principal.workspaceId) return view;
    await deps.audit.record(adminEntry(actor, "console_session.leave", undefined));
    await deps.audit.record(adminEntry(there, "console_session.enter", undefined));
    if (!(await deps.sessions.moveTo(accountId, credential.sessionId, membership.workspace.id)))
      throw new CoreError("console_session.not_found", "This session has ended. Sign in again.");
    for (const workspaceId of [principal.workspaceId, membership.workspace.id])
      deps.events.publish({ type: "console_sessions.changed", workspaceId });
    return view;
  };
}
