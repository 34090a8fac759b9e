import type { ConsoleSessionView } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { ConsoleSessionStore } from "./console-session-store.ts";
import type { Caller } from "./principal.ts";

const iso = (at: number): string => new Date(at).toISOString();

/** The caller's own browsers: look, end one, sign out. */
export function createConsoleSessions(deps: { sessions: ConsoleSessionStore; audit: AuditRecorder }) {
  const currentRef = (caller: Caller) => (caller.credential.kind === "console_session" ? caller.credential.sessionId : null);
  return {
    async list(caller: Caller): Promise<ConsoleSessionView[]> {
      if (!caller.principal.accountId) return [];
      const sessions = await deps.sessions.list(caller.principal.accountId);
      return sessions.map((session) => ({
        sessionRef: session.ref,
        isCurrent: session.ref === currentRef(caller),
        userAgent: session.userAgent,
        ipAddress: session.ipAddress,
        createdAt: iso(session.createdAt),
        lastSeenAt: iso(session.lastSeenAt),
        expiresAt: iso(session.expiresAt),
      }));
    },

    /** Throws console_session.not_found for anybody else's session too. */
    async revoke(caller: Caller, ref: string): Promise<void> {
      await deps.audit.record(adminEntry(caller, "console_session.revoke", { sessionRef: ref }));
      const ended = caller.principal.accountId !== null && (await deps.sessions.end(caller.principal.accountId, ref));
      if (!ended) throw new CoreError("console_session.not_found", "There is no such session of yours.");
    },

    async signOut(caller: Caller): Promise<void> {
      const ref = currentRef(caller);
      if (ref === null || !caller.principal.accountId) throw new CoreError("input.invalid", "Signing out is for browsers; revoke a token with `peta token revoke`.");
      await deps.audit.record(adminEntry(caller, "console_session.sign_out", undefined));
      await deps.sessions.end(caller.principal.accountId, ref);
    },
  };
}
