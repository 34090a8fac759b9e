import { EventEmitter, on } from "node:events";
import type { Change, ChangeTopic } from "@peta/contract";
import { tracked } from "@trpc/server";
import type { CoreEvent } from "../../../modules/events.ts";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

const TOPICS: Record<CoreEvent["type"], ChangeTopic | null> = {
  "servers.changed": "servers",
  "server.status_changed": "servers",
  "permissions.changed": "permissions",
  "policy.changed": "policy",
  "principals.changed": "principals",
  "token.revoked": "principals",
  "console_sessions.changed": "sessions",
  "snapshot.replaced": "permissions",
  "audit.recorded": "audit",
  "approval.changed": "approvals",
  "call.notified": null,
  "clients.changed": "clients",
  "server_values.changed": "servers",
  "mcp_sessions.changed": "clients",
  "network.changed": "network",
  "network.replaced": null,
  "workspaces.changed": "installation",
  "oauth_clients.changed": "oauthClients",
};

/**
 * Server-sent events that name what changed in the caller's workspace. Pages subscribe first, then fetch, and fetch
 * again what is named; a lost event delays a screen, never a decision.
 */
export const changes = ({ events, network }: Pick<TrpcDeps, "events" | "network">) =>
  adminProcedure.subscription(async function* ({ ctx, signal }) {
    const emitter = new EventEmitter();
    // Ends with the caller's rights: the reader comes back and has to prove them again.
    const ended = new AbortController();
    const { principal, credential, ipAddress } = ctx.caller;
    let serial = 0;
    const unsubscribe = events.subscribe((event) => {
      if (event.type === "principals.changed" && event.principalId === principal.id) return ended.abort();
      if (
        event.type === "token.revoked" &&
        credential.kind !== "console_session" &&
        event.tokenHash === credential.tokenHash
      )
        return ended.abort();
      if (event.type === "network.replaced" && !network.isAddressAllowed(principal.workspaceId, ipAddress))
        return ended.abort();
      const topic = TOPICS[event.type];
      if (topic && event.workspaceId === principal.workspaceId) emitter.emit("change", topic);
    });
    try {
      for await (const [topic] of on(emitter, "change", {
        signal: AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]),
      })) {
        const change: Change = { topic, at: new Date().toISOString() };
        yield tracked(String(++serial), change);
      }
    } catch (error) {
      if (!ended.signal.aborted && !signal?.aborted) throw error;
    } finally {
      unsubscribe();
    }
  });
