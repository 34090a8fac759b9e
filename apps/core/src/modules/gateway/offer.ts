import { isObject, type Json } from "../json.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { shownInstructions } from "../servers/instructions.ts";
import { canSubscribe } from "../servers/declared-capabilities.ts";
import { isAnonymous } from "../principals/principal.ts";
import { TASKS_EXTENSION, tasksOf } from "../servers/task-support.ts";
import type { ServerRecord } from "../servers/server.ts";
import type { GatewayClient, Offer } from "./gateway.ts";
import type { ClientView, Views } from "./views.ts";

/** Lengths in UTF-16 units: every client pays for them with its model's attention. */
const INSTRUCTIONS_OF_ONE = 4_000;
const INSTRUCTIONS_OF_ALL = 20_000;
const MAX_NAMED = 64;

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

const combineInstructions = (servers: readonly ServerRecord[]): string | null => {
  const parts: string[] = [];
  let left = INSTRUCTIONS_OF_ALL;
  for (const server of servers) {
    const { serverId } = server;
    const text = shownInstructions(server)?.trim();
    if (!text || left <= 0) continue;
    const part = cut(`# ${serverId}\n\n${cut(text, INSTRUCTIONS_OF_ONE)}`, left);
    left -= part.length;
    parts.push(part);
  }
  return parts.length === 0 ? null : parts.join("\n\n");
};

/** The entries of one member of several servers' capabilities; of two with one name, the first. */
const combineNamed = (servers: readonly ServerRecord[], member: string): Json | null => {
  const all: Json = {};
  let count = 0;
  for (const { declaredCapabilities } of servers) {
    const named = declaredCapabilities?.[member];
    if (!isObject(named)) continue;
    for (const key of Object.keys(named)) {
      if (key === TASKS_EXTENSION || key === "__proto__" || Object.hasOwn(all, key) || count >= MAX_NAMED) continue;
      all[key] = named[key];
      count++;
    }
  }
  return count === 0 ? null : all;
};

const offers = (servers: readonly ServerRecord[], has: (declared: Json) => boolean): boolean =>
  servers.some(({ declaredCapabilities }) => declaredCapabilities != null && has(declaredCapabilities));

/**
 * Tasks in the form of the client's era. Where a server has them in the other form, Core runs them itself; and any call of
 * a client of 2026-07-28 that waits for a person is one (docs/adr/0033).
 */
const tasksFor = ({ era, caller }: GatewayClient, servers: readonly ServerRecord[]): Json | null => {
  if (era === null || isAnonymous(caller)) return null;
  if (era === "modern") return servers.length > 0 ? {} : null;
  // The list is Core's own.
  return servers.some((server) => tasksOf(server) !== null)
    ? { list: {}, cancel: {}, requests: { tools: { call: {} } } }
    : null;
};

/** Lists, their changes and the level of messages are Core's own; the rest is offered where a server offers it. */
const combine = (client: GatewayClient, servers: readonly ServerRecord[]): Offer => {
  const tasks = tasksFor(client, servers);
  const experimental = combineNamed(servers, "experimental");
  const named = combineNamed(servers, "extensions");
  const extensions = tasks && client.era === "modern" ? { ...named, [TASKS_EXTENSION]: tasks } : named;
  return {
    capabilities: {
      tools: { listChanged: true },
      resources: { listChanged: true, ...(offers(servers, canSubscribe) && { subscribe: true }) },
      prompts: { listChanged: true },
      logging: {},
      ...(offers(servers, ({ completions }) => completions !== undefined) && { completions: {} }),
      ...(tasks && client.era === "legacy" && { tasks }),
      ...(experimental && { experimental }),
      ...(extensions && { extensions }),
    },
    instructions: combineInstructions(servers),
  };
};

/** Makes what a client is offered from the servers of which it sees anything; nothing is told of the others. */
export function createOffer(deps: { snapshots: SnapshotSource; views: Views }) {
  // A view is one era's.
  const known = new WeakMap<ClientView, Offer>();
  return (client: GatewayClient): Offer => {
    const snapshot = deps.snapshots.current(client.caller.principal.workspaceId);
    const view = deps.views(snapshot, client);
    let offer = known.get(view);
    if (!offer) {
      const { serverIds } = view;
      const visible = [...snapshot.servers].filter(([serverId]) => serverIds.has(serverId));
      known.set(
        view,
        (offer = combine(
          client,
          visible.map(([, { server }]) => server),
        )),
      );
    }
    return offer;
  };
}
