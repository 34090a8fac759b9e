import {
  type Gateway,
  type GatewayClient,
  type ListName,
  type LiveSession,
  tasksUndeclared,
} from "../../../modules/gateway/index.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import { isAnonymous } from "../../../modules/principals/principal.ts";
import { hasTasksExtension, TASK_CHANGED } from "../../../modules/servers/task-support.ts";
import { type Exchange, eventOf } from "../exchange.ts";
import { type RpcId, WireError } from "../wire-error.ts";
import { SERVER_INFO_KEY } from "./dress.ts";
import { createOutbox } from "./outbox.ts";

const RESOURCE_UPDATED = "notifications/resources/updated";
/** Where a client of this era declares with each request what it can do. */
export const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
const SUBSCRIPTION_ID_KEY = "io.modelcontextprotocol/subscriptionId";

const FILTERS = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged",
} satisfies Record<ListName, string>;

const isWanted = (filter: unknown, list: ListName): boolean =>
  typeof filter === "object" && filter !== null && (filter as Json)[FILTERS[list]] === true;

/** Each is decided and recorded by itself: one message must not cost a hundred thousand records (A35). */
const MAX_RESOURCES = 1_000;

/**
 * The resources of whose updates the client wants to hear; what is no list of strings asks for nothing. Throws WireError
 * for more than anybody may hear of.
 */
const readResources = (filter: unknown): string[] => {
  const uris = isObject(filter) ? filter.resourceSubscriptions : undefined;
  if (!Array.isArray(uris)) return [];
  if (uris.length > MAX_RESOURCES)
    throw malformed(`params.notifications.resourceSubscriptions names more than ${MAX_RESOURCES}.`);
  return [...new Set(uris.filter((uri): uri is string => typeof uri === "string"))];
};

/** A principal has no more that are under way. */
const MAX_TASKS = 64;

const malformed = (message: string): WireError =>
  new WireError(400, -32602, message, { errorCode: "request.malformed" });

/**
 * The tasks of whose states the client wants to hear (extension tasks of 2026-07-28, Task Status Notifications). Throws
 * request.capability_missing, and WireError for what is no list of ids and for more than anybody may hear of.
 */
function readTasks(filter: unknown, { _meta }: Json): string[] {
  if (!isObject(filter) || filter.taskIds === undefined) return [];
  const declared = isObject(_meta) ? _meta[CAPABILITIES_KEY] : undefined;
  if (!isObject(declared) || !hasTasksExtension(declared)) throw tasksUndeclared();
  const { taskIds } = filter;
  if (!Array.isArray(taskIds) || !taskIds.every((id): id is string => typeof id === "string"))
    throw malformed("params.notifications.taskIds must be a list of the ids of tasks.");
  if (taskIds.length > MAX_TASKS) throw malformed(`params.notifications.taskIds names more than ${MAX_TASKS}.`);
  return [...new Set(taskIds)];
}

/** What a client asks of its stream. */
export interface ListenWishes {
  lists: ListName[];
  uris: string[];
  taskIds: string[];
  capabilities: Json;
}

/** Throws request.capability_missing, and WireError for what cannot be read and for more than anybody may hear of. */
export function readListenWishes(client: GatewayClient, params: Json): ListenWishes {
  const { notifications } = params;
  const asked = readTasks(notifications, params);
  // Neither is open without a sign-in: to decide and record one by one would be a thousand records for one request.
  const [taskIds, uris] = isAnonymous(client.caller) ? [[], []] : [asked, readResources(notifications)];
  const lists = (Object.keys(FILTERS) as ListName[]).filter((list) => isWanted(notifications, list));
  return { lists, uris, taskIds, capabilities: (params._meta as Json)[CAPABILITIES_KEY] as Json };
}

export interface ListenStream extends Pick<LiveSession, "close"> {
  /** Says that the stream ends and ends it. */
  end(): void;
}

/**
 * `subscriptions/listen`: a stream that says which lists, resources and tasks changed, until the client closes it or its
 * credential ends. The first message names what is honoured; whatever happens before it is told after it.
 */
export function openListenStream(
  gateway: Gateway,
  exchange: Exchange,
  client: GatewayClient,
  id: RpcId,
  { lists: wanted, uris, taskIds, capabilities }: ListenWishes,
  serverInfo: { name: string; version: string },
): ListenStream {
  const _meta = { [SUBSCRIPTION_ID_KEY]: id };
  const event = (method: string, more: Json = {}): string =>
    eventOf(
      JSON.stringify({ jsonrpc: "2.0", method, params: { ...more, _meta: { ...(more._meta as Json), ..._meta } } }),
    );
  const outbox = createOutbox(exchange);

  const end = (): void =>
    exchange.sendResult(JSON.stringify({ resultType: "complete", _meta: { ..._meta, [SERVER_INFO_KEY]: serverInfo } }));
  const live = gateway.openSession(client, {
    capabilities,
    listChanged(lists) {
      for (const list of lists) if (wanted.includes(list)) outbox.add(event(`notifications/${list}/list_changed`));
    },
    notify({ method, params: told }) {
      // Messages of servers never travel here (2026-07-28, subscriptions/listen).
      if (method === RESOURCE_UPDATED || method === TASK_CHANGED) outbox.add(event(method, told));
    },
    end,
  });
  exchange.openStream();

  const acknowledge = (named: Json): void => {
    const honoured: Json = { ...Object.fromEntries(wanted.map((list) => [FILTERS[list], true])), ...named };
    outbox.open(event("notifications/subscriptions/acknowledged", { notifications: honoured }));
  };
  const heard = async (
    names: string[],
    hear: (name: string, requestId: string) => Promise<void>,
  ): Promise<string[]> => {
    const answers = await Promise.allSettled(names.map((name) => hear(name, String(id))));
    return names.filter((_name, index) => answers[index]?.status === "fulfilled");
  };
  /** What this client may not hear of is left out; why, is on record. */
  const subscribe = async (): Promise<void> => {
    const [resources, tasks] = await Promise.all([heard(uris, live.subscribe), heard(taskIds, live.watchTask)]);
    acknowledge({
      ...(uris.length > 0 && { resourceSubscriptions: resources }),
      ...(taskIds.length > 0 && { taskIds: tasks }),
    });
  };
  if (uris.length === 0 && taskIds.length === 0) acknowledge({});
  else void subscribe();
  return { close: () => live.close(), end };
}
