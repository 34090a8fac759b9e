import type { listMcpSessionsInputSchema, McpSessionView } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { iso } from "../iso-time.ts";
import { type FindRelated, requireGovernance } from "../principals/find-related.ts";
import type { Caller } from "../principals/principal.ts";
import type { OpenSession, SessionRegistry } from "./session-registry.ts";

const view = (session: OpenSession, handle: string): McpSessionView => ({
  sessionRef: session.ref,
  principalId: handle,
  clientKey: session.clientKey,
  clientName: session.info?.name ?? null,
  clientVersion: session.info?.version ?? null,
  era: session.era,
  ipAddress: session.ipAddress,
  openedAt: iso(session.openedAt),
  lastSeenAt: iso(session.lastSeenAt),
});

/** Whose sessions one may not ask about has none. */
const nobodyOfTheirs = (error: unknown): null => {
  if (error instanceof CoreError && (error.code === "auth.forbidden" || error.code === "principal.not_found"))
    return null;
  throw error;
};

/** The open MCP sessions of a principal: look, and end one. */
export function createMcpSessions(deps: {
  sessions: Pick<SessionRegistry, "of" | "find">;
  findRelated: FindRelated;
  audit: AuditRecorder;
}) {
  return {
    /** The latest first. Throws auth.forbidden, principal.not_found. */
    async list(actor: Caller, input: z.output<typeof listMcpSessionsInputSchema>): Promise<McpSessionView[]> {
      const { principal } = await deps.findRelated(actor, input.principalId);
      return deps.sessions
        .of(principal.id)
        .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
        .map((session) => view(session, principal.handle));
    },

    /**
     * Ends one: the client's next request in it is answered with 404, and its stream and the calls under way in it end.
     * Throws session.not_found for what has ended already and for the sessions of those whom the caller may not ask
     * about (A24); auth.forbidden for an administrator who does not govern that person's role.
     */
    async end(actor: Caller, ref: string): Promise<void> {
      const session = deps.sessions.find(ref);
      const handle = session && session.workspaceId === actor.principal.workspaceId ? session.handle : null;
      const related = handle === null ? null : await deps.findRelated(actor, handle).catch(nobodyOfTheirs);
      if (!session || related?.principal.id !== session.principalId)
        throw new CoreError("session.not_found", "There is no such session. It may have ended already.");
      requireGovernance(actor, related, "end sessions");
      const detail = { principalId: related.principal.handle, clientKey: session.clientKey, sessionRef: ref };
      await recordAction(deps, actor, "client.end_session", detail, async () => session.end());
    },
  };
}
