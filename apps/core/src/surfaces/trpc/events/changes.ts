import { on } from "node:events";
import { EventEmitter } from "node:events";
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
  "sessions.changed": "sessions",
  "snapshot.replaced": "permissions",
  "audit.recorded": "audit",
};

/**
 * Server-sent events that name what changed in the caller's workspace. Pages subscribe first, then fetch, and fetch
 * again what is named; a lost event delays a screen, never a decision.
 */
export const changes = ({ events }: Pick<TrpcDeps, "events">) =>
  adminProcedure.subscription(async function* ({ ctx, signal }) {
    const emitter = new EventEmitter();
    let serial = 0;
    const unsubscribe = events.subscribe((event) => {
      const topic = TOPICS[event.type];
      if (topic && event.workspaceId === ctx.caller.principal.workspaceId) emitter.emit("change", topic);
    });
    try {
      for await (const [topic] of on(emitter, "change", { signal })) {
        yield tracked(String(++serial), { topic, at: new Date().toISOString() } as Change);
      }
    } finally {
      unsubscribe();
    }
  });
