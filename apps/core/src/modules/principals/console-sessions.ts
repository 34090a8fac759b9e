import type { ConsoleSessionView } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import { iso } from "../iso-time.ts";
import type { ConsoleSession, ConsoleSessionStore } from "./console-session-store.ts";
import type { Caller } from "./principal.ts";

/**
 * The caller's own browsers: look, end one, sign out. A browser session reaches all of them; a token, those of its own
 * workspace, because the administrators of that workspace made it (A23).
 */
export function createConsoleSessions(deps: { sessions: ConsoleSessionStore; audit: AuditRecorder; events: EventBus }) {
  const currentRef = (caller: Caller) =>
    caller.credential.kind === "console_session" ? caller.credential.sessionId : null;
  const reachable = async (caller: Caller): Promise<ConsoleSession[]> => {
    const { accountId, workspaceId } = caller.principal;
    if (accountId === null) return [];
    const all = await deps.sessions.list(accountId);
    return currentRef(caller) === null ? all.filter((session) => session.workspaceId === workspaceId) : all;
  };
  const ended = (caller: Caller) =>
    deps.events.publish({ type: "console_sessions.changed", workspaceId: caller.principal.workspaceId });
  return {
    async list(caller: Caller): Promise<ConsoleSessionView[]> {
      return (await reachable(caller)).map((session) => ({
        sessionRef: session.ref,
        isCurrent: session.ref === currentRef(caller),
        userAgent: session.userAgent,
        ipAddress: session.ipAddress,
        createdAt: iso(session.createdAt),
        lastSeenAt: iso(session.lastSeenAt),
        expiresAt: iso(session.expiresAt),
      }));
    },

    /** Throws console_session.not_found for what is out of reach too. */
    async revoke(caller: Caller, ref: string): Promise<void> {
      const { accountId } = caller.principal;
      await recordAction(deps, caller, "console_session.revoke", { sessionRef: ref }, async () => {
        const isInReach = (await reachable(caller)).some((session) => session.ref === ref);
        const isEnded = isInReach && accountId !== null && (await deps.sessions.end(accountId, ref));
        if (!isEnded) throw new CoreError("console_session.not_found", "There is no such session of yours.");
      });
      ended(caller);
    },

    async signOut(caller: Caller): Promise<void> {
      const ref = currentRef(caller);
      const { accountId } = caller.principal;
      if (ref === null || accountId === null)
        throw new CoreError("input.invalid", "Signing out is for browsers; revoke a token with `peta token revoke`.");
      await recordAction(deps, caller, "console_session.sign_out", undefined, () => deps.sessions.end(accountId, ref));
      ended(caller);
    },
  };
}
