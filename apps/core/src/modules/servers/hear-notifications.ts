import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { ServerNotification } from "./server-link.ts";

const ELICITATION_COMPLETE = "notifications/elicitation/complete";
const MESSAGE = "notifications/message";
const RESOURCE_UPDATED = "notifications/resources/updated";
const LIST_CHANGED = /^notifications\/(?:tools|resources|prompts)\/list_changed$/;

/** Who hears what one connection's server tells by itself. Each names what it is about, but for messages. */
export interface Hearers {
  onListsChanged(): void;
  /** What follows on a question, by the id that the question had. */
  onQuestionOver(elicitationId: unknown, notification: ServerNotification): void;
  onMessage(message: ServerNotification): void;
  /** Params of an update of a resource. */
  onUpdated(params: Record<string, unknown>): void;
  /** Whether it was about a task. */
  takeTaskStatus(notification: ServerNotification): boolean;
}

/** Sorts what a server tells without being asked: everything that belongs to no request's own stream. */
export function createHearing(
  deps: { workspaceId: string; serverId: string; events: EventBus; log: Log },
  hearers: Hearers,
): (notification: ServerNotification) => void {
  const { workspaceId, serverId, events } = deps;
  return (notification) => {
    const { method, params = {} } = notification;
    if (LIST_CHANGED.test(method)) {
      events.publish({ type: "server.lists_changed", workspaceId, serverId });
      hearers.onListsChanged();
    } else if (method === ELICITATION_COMPLETE) hearers.onQuestionOver(params.elicitationId, notification);
    else if (method === MESSAGE) hearers.onMessage(notification);
    else if (method === RESOURCE_UPDATED) {
      if (typeof params.uri === "string")
        events.publish({ type: "resource.updated", workspaceId, serverId, uri: params.uri });
      hearers.onUpdated(params);
    } else if (!hearers.takeTaskStatus(notification))
      deps.log.debug({ serverId, method }, "notification of a server without a request");
  };
}
