import { EventEmitter, on } from "node:events";
import type { Change, ChangeTopic } from "@peta/contract";
import { tracked } from "@trpc/server";
import type { CoreEvent } from "../../../modules/events.ts";
import type { TrpcDeps } from "../deps.ts";
import { canAdminister } from "../../../modules/principals/principal.ts";
import { callerProcedure } from "../trpc.ts";
import { createOwnChanges } from "../../../modules/own-changes.ts";

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
 * Server-sent events that name what changed: for administrators in their workspace, for others of what is theirs. Pages
 * subscribe first, then fetch, and fetch again what is named; a lost event delays a screen, never a decision.
 */
export const changes = ({ events, network, principals }: Pick<TrpcDeps, "events" | "network" | "principals">) =>
  callerProcedure.subscription(async function* ({ ctx, signal }) {
    const emitter = new EventEmitter();
    // Ends with the caller's rights: the reader comes back and has to prove them again.
    const ended = new AbortController();
    const { principal, credential, ipAddress } = ctx.caller;
    const topicFor = canAdminister(principal)
      ? (event: CoreEvent) => TOPICS[event.type]
      : createOwnChanges(() => principals.ownIds(principal));
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
      if (event.workspaceId === principal.workspaceId) emitter.emit("change", event);
    });
    try {
      for await (const [event] of on(emitter, "change", {
        signal: AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]),
      })) {
        const topic = await topicFor(event as CoreEvent);
        if (topic === null) continue;
        const change: Change = { topic, at: new Date().toISOString() };
        yield tracked(String(++serial), change);
      }
    } catch (error) {
      if (!ended.signal.aborted && !signal?.aborted) throw error;
    } finally {
      unsubscribe();
    }
  });
