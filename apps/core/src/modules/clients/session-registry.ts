import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import { clientKeyOfCredential } from "../principals/principal.ts";
import type { ClientUse } from "./client-watch.ts";

/** One open MCP session, or one open stream of a client without sessions. Times in milliseconds since 1970. */
export interface OpenSession {
  /** Names it for people. Not the session id: who has that may use the session. */
  readonly ref: string;
  readonly workspaceId: string;
  readonly principalId: string;
  /** Of the principal, when the session opened. */
  readonly handle: string;
  readonly clientKey: string;
  readonly info: ClientUse["info"];
  readonly era: "legacy" | "modern";
  readonly ipAddress: string | null;
  readonly openedAt: number;
  lastSeenAt: number;
  readonly end: () => void;
}

/** The open MCP sessions of this process, by principal. */
export function createSessionRegistry(deps: { clock: Clock; events: EventBus; newId: (prefix: string) => string }) {
  const byRef = new Map<string, OpenSession>();
  const byPrincipal = new Map<string, Set<OpenSession>>();
  const bySessionId = new Map<string, OpenSession>();

  const announce = ({ workspaceId, principalId }: OpenSession): void =>
    deps.events.publish({ type: "mcp_sessions.changed", workspaceId, principalId });

  const sessionsOf = (principalId: string): OpenSession[] => [...(byPrincipal.get(principalId) ?? [])];

  return {
    open({ caller, info, sessionId, era }: ClientUse, end: () => void): { close(): void } {
      const now = deps.clock.now();
      const session: OpenSession = {
        ref: deps.newId("ses"),
        workspaceId: caller.principal.workspaceId,
        principalId: caller.principal.id,
        handle: caller.principal.handle,
        clientKey: clientKeyOfCredential(caller.credential),
        info,
        era: era ?? "legacy",
        ipAddress: caller.ipAddress,
        openedAt: now,
        lastSeenAt: now,
        end,
      };
      byRef.set(session.ref, session);
      if (sessionId !== null) bySessionId.set(sessionId, session);
      let siblings = byPrincipal.get(session.principalId);
      if (!siblings) byPrincipal.set(session.principalId, (siblings = new Set()));
      siblings.add(session);
      announce(session);
      return {
        close() {
          if (!byRef.delete(session.ref)) return;
          if (sessionId !== null) bySessionId.delete(sessionId);
          siblings.delete(session);
          if (siblings.size === 0 && byPrincipal.get(session.principalId) === siblings)
            byPrincipal.delete(session.principalId);
          announce(session);
        },
      };
    },
    /** A request came through the session. */
    touch(sessionId: string): void {
      const session = bySessionId.get(sessionId);
      if (session) session.lastSeenAt = deps.clock.now();
    },
    find: (ref: string): OpenSession | undefined => byRef.get(ref),
    of: sessionsOf,
    count: (principalId: string, clientKey: string): number =>
      sessionsOf(principalId).filter((session) => session.clientKey === clientKey).length,
  };
}

export type SessionRegistry = ReturnType<typeof createSessionRegistry>;
