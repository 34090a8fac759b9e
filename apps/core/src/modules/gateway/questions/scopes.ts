import type { ConnectionScope, ServerLink } from "../../servers/server-link.ts";
import { clientKeyOf } from "../access.ts";
import type { GatewayClient, SessionPort } from "../gateway.ts";
import { messageFor } from "../log-levels.ts";
import { withCleanMeta } from "../reserved-meta.ts";
import type { PutQuestion } from "./put-question.ts";

const ROOTS_CHANGED = "notifications/roots/list_changed";

/**
 * Who may answer for whom: every session of the legacy era is one client; a client without sessions is its principal
 * together with its application, and only within one call.
 */
export function createScopes(deps: { put: PutQuestion; link: Pick<ServerLink, "notifySession" | "endSession"> }) {
  const { put, link } = deps;
  const bySession = new Map<string, ConnectionScope>();
  const clients = new Map<string, () => GatewayClient>();
  const keyOf = (sessionId: string): string => `session ${sessionId}`;

  const scopeOf = (client: GatewayClient): ConnectionScope => {
    const known = client.sessionId === null ? undefined : bySession.get(client.sessionId);
    if (known) return known;
    const principalId = client.caller.principal.id;
    const clientKey = clientKeyOf(client);
    // A session that has ended meanwhile is nobody else's either.
    const key = client.sessionId === null ? `client ${principalId} ${clientKey}` : keyOf(client.sessionId);
    return { key, principalId, clientKey, sessionId: client.sessionId };
  };

  return {
    scopeOf,
    /** The client as it is now, as far as its session knows. */
    currentOf: (client: GatewayClient): GatewayClient => clients.get(client.sessionId ?? "")?.() ?? client,

    /** A session begins. @param current the client as it is when something is asked */
    open(client: GatewayClient, current: () => GatewayClient, port: SessionPort): void {
      if (client.sessionId === null) return;
      const { ask } = port;
      const tell: ConnectionScope["tell"] = (notification) => {
        const { method, params = {} } = notification;
        // Without what only Core may say (A33).
        if (method !== "notifications/message") return port.notify({ method, params: withCleanMeta(params) });
        const message = messageFor(current(), notification);
        if (message) port.notify({ method, params: message });
      };
      const askOutside: ConnectionScope["ask"] = (serverId, question, signal) =>
        put(
          { client: current(), serverId, target: null, requestId: null, capabilities: port.capabilities, ask },
          question,
          signal,
        );
      clients.set(client.sessionId, current);
      bySession.set(client.sessionId, { ...scopeOf(client), tell, ...(ask && { ask: askOutside }) });
    },

    close({ caller, sessionId }: GatewayClient): void {
      if (sessionId === null || !bySession.delete(sessionId)) return;
      clients.delete(sessionId);
      link.endSession(caller.principal.workspaceId, keyOf(sessionId));
    },

    rootsChanged({ caller, sessionId }: GatewayClient): void {
      if (sessionId !== null) link.notifySession(caller.principal.workspaceId, keyOf(sessionId), ROOTS_CHANGED);
    },
  };
}

export type Scopes = ReturnType<typeof createScopes>;
