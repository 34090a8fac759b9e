import {
  type Gateway,
  type GatewayClient,
  type ListName,
  type LiveSession,
  tasksUndeclared,
} from "../../../modules/gateway/index.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import { isAnonymous } from "../../../modules/principals/principal.ts";
import { hasTasksExtension } from "../../../modules/servers/task-support.ts";
import { type Exchange, eventOf } from "../exchange.ts";
import { type RpcId, WireError } from "../wire-error.ts";
import { SERVER_INFO_KEY } from "./dress.ts";

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
    throw new WireError(400, -32602, `params.notifications.resourceSubscriptions names more than ${MAX_RESOURCES}.`, {
      errorCode: "request.malformed",
    });
  return [...new Set(uris.filter((uri): uri is string => typeof uri === "string"))];
};

/**
 * States of tasks are polled for: Core tells of none here, and acknowledges none. Whoever asks for them has to know tasks
 * all the same (extension tasks of 2026-07-28, Task Status Notifications).
 */
function checkTasks(filter: unknown, { _meta }: Json): void {
  if (!isObject(filter) || filter.taskIds === undefined) return;
  const declared = isObject(_meta) ? _meta[CAPABILITIES_KEY] : undefined;
  if (!isObject(declared) || !hasTasksExtension(declared)) throw tasksUndeclared();
}

export interface ListenStream extends Pick<LiveSession, "close"> {
  /** Says that the stream ends and ends it. */
  end(): void;
}

/**
 * `subscriptions/listen`: a stream that says which lists and which resources changed, until the client closes it or its
 * credential ends. The first message names what is honoured; whatever happens before it is told after it.
 */
export function openListenStream(
  gateway: Gateway,
  exchange: Exchange,
  client: GatewayClient,
  id: RpcId,
  params: Json,
  serverInfo: { name: string; version: string },
): ListenStream {
  const { notifications } = params;
  // No resource is open without a sign-in: to decide and record one by one would be a thousand records for one request.
  checkTasks(notifications, params);
  const uris = isAnonymous(client.caller) ? [] : readResources(notifications);
  const wanted = (Object.keys(FILTERS) as ListName[]).filter((list) => isWanted(notifications, list));
  const _meta = { [SUBSCRIPTION_ID_KEY]: id };
  const event = (method: string, more: Json = {}): string =>
    eventOf(
      JSON.stringify({ jsonrpc: "2.0", method, params: { ...more, _meta: { ...(more._meta as Json), ..._meta } } }),
    );
  let early: string[] | null = [];
  const tell = (text: string): void => {
    if (early) early.push(text);
    else exchange.write(text);
  };

  const end = (): void =>
    exchange.sendResult(JSON.stringify({ resultType: "complete", _meta: { ..._meta, [SERVER_INFO_KEY]: serverInfo } }));
  const live = gateway.openSession(client, {
    capabilities: (params._meta as Json)[CAPABILITIES_KEY] as Json,
    listChanged(lists) {
      for (const list of lists) if (wanted.includes(list)) tell(event(`notifications/${list}/list_changed`));
    },
    notify({ method, params: told }) {
      // Messages of servers never travel here (2026-07-28, subscriptions/listen).
      if (method === RESOURCE_UPDATED) tell(event(method, told));
    },
    end,
  });
  exchange.openStream();

  const acknowledge = (resources: string[] | null): void => {
    const honoured: Json = Object.fromEntries(wanted.map((list) => [FILTERS[list], true]));
    if (resources) honoured.resourceSubscriptions = resources;
    exchange.write(event("notifications/subscriptions/acknowledged", { notifications: honoured }));
    for (const text of early ?? []) exchange.write(text);
    early = null;
  };
  /** A resource that this client may not hear of is left out; why, is on record. */
  const subscribe = async (): Promise<void> => {
    const isHeard = await Promise.all(
      uris.map((uri) =>
        live.subscribe(uri, String(id)).then(
          () => true,
          () => false,
        ),
      ),
    );
    acknowledge(uris.filter((_uri, index) => isHeard[index]));
  };
  if (uris.length === 0) acknowledge(null);
  else void subscribe();
  return { close: () => live.close(), end };
}
