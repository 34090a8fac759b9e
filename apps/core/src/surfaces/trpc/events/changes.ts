import type { Change, ChangeTopic } from "@peta/contract";
import { tracked } from "@trpc/server";
import type { CoreEvent } from "../../../modules/events.ts";
import type { TrpcDeps } from "../deps.ts";
import { canAdminister } from "../../../modules/principals/principal.ts";
import { endWithRights } from "../end-with-rights.ts";
import { callerProcedure } from "../trpc.ts";
import { Mailbox } from "./mailbox.ts";
import { createOpenStreams } from "./open-streams.ts";
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
  "discovery.changed": "discovery",
  "cache_policies.changed": "cache",
  "cache.purged": null,
  "server.lists_changed": null,
  "resource.updated": null,
};

/** Concern nobody but administrators, and happen all the time. */
const NOT_FOR_USERS: ReadonlySet<CoreEvent["type"]> = new Set(["audit.recorded", "call.notified"]);

type Tell = (topic: ChangeTopic | null) => void;

/** Looks at events for one caller, one after the other where that takes time. `fail` hears what could not be read. */
function createLook(
  ownIds: () => Promise<ReadonlySet<string>>,
  governs: boolean,
  tell: Tell,
  fail: (error: Error) => void,
) {
  if (governs) return (event: CoreEvent): void => tell(TOPICS[event.type]);
  const pick = createOwnChanges(ownIds);
  let last: Promise<void> = Promise.resolve();
  return (event: CoreEvent): void => {
    if (NOT_FOR_USERS.has(event.type)) return;
    last = last.then(async () => tell(await pick(event))).catch(fail);
  };
}

/**
 * Server-sent events that name what changed: for administrators in their workspace, for others of what is theirs. Pages
 * subscribe first, then fetch, and fetch again what is named; a lost event delays a screen, never a decision.
 */
export const changes = ({ events, network, principals }: Pick<TrpcDeps, "events" | "network" | "principals">) => {
  const streams = createOpenStreams();
  return callerProcedure
    .use(({ ctx, next }) => {
      streams.requireRoom(ctx.caller.principal.id);
      return next();
    })
    .subscription(async function* ({ ctx, signal }) {
      const { principal } = ctx.caller;
      const leave = streams.enter(principal.id);
      const mailbox = new Mailbox<ChangeTopic>();
      const look = createLook(
        () => principals.ownIds(principal),
        canAdminister(principal),
        (topic) => topic !== null && mailbox.put(topic),
        (error) => mailbox.end(error),
      );
      const unsubscribe = events.subscribe((event) => {
        if (event.workspaceId === principal.workspaceId) look(event);
      });
      const end = (): void => mailbox.end();
      const stopLooking = endWithRights({ events, network, principals }, ctx.caller, end);
      signal?.addEventListener("abort", end);
      let serial = 0;
      try {
        for await (const topic of mailbox) {
          const change: Change = { topic, at: new Date().toISOString() };
          yield tracked(String(++serial), change);
        }
      } finally {
        unsubscribe();
        stopLooking();
        leave();
        signal?.removeEventListener("abort", end);
      }
    });
};
