import type { Gateway, GatewayClient, ListName, LiveSession } from "../../../modules/gateway/index.ts";
import type { Json } from "../../../modules/json.ts";
import { type Exchange, eventOf } from "../exchange.ts";
import type { RpcId } from "../wire-error.ts";
import { SERVER_INFO_KEY } from "./dress.ts";

const SUBSCRIPTION_ID_KEY = "io.modelcontextprotocol/subscriptionId";

const FILTERS = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged",
} satisfies Record<ListName, string>;

const isWanted = (filter: unknown, list: ListName): boolean =>
  typeof filter === "object" && filter !== null && (filter as Json)[FILTERS[list]] === true;

export interface ListenStream extends Pick<LiveSession, "close"> {
  /** Says that the stream ends and ends it. */
  end(): void;
}

/**
 * `subscriptions/listen`: a stream that says which lists changed, until the client closes it or its credential ends.
 * The first message names what is honoured: list changes, not updates of single resources.
 */
export function openListenStream(
  gateway: Gateway,
  exchange: Exchange,
  client: GatewayClient,
  id: RpcId,
  params: Json,
  serverInfo: { name: string; version: string },
): ListenStream {
  const wanted = (Object.keys(FILTERS) as ListName[]).filter((list) => isWanted(params.notifications, list));
  const _meta = { [SUBSCRIPTION_ID_KEY]: id };
  const event = (method: string, more: Json = {}): string =>
    eventOf(JSON.stringify({ jsonrpc: "2.0", method, params: { ...more, _meta } }));

  const end = (): void =>
    exchange.sendResult(JSON.stringify({ resultType: "complete", _meta: { ..._meta, [SERVER_INFO_KEY]: serverInfo } }));
  const live = gateway.openSession(client, {
    listChanged(lists) {
      for (const list of lists) if (wanted.includes(list)) exchange.write(event(`notifications/${list}/list_changed`));
    },
    notify({ method, params }) {
      exchange.write(event(method, params));
    },
    end,
  });
  exchange.openStream();
  const notifications = Object.fromEntries(wanted.map((list) => [FILTERS[list], true]));
  exchange.write(event("notifications/subscriptions/acknowledged", { notifications }));
  return { close: () => live.close(), end };
}
