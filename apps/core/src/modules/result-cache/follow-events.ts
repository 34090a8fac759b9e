import type { CoreEvent, EventBus } from "../events.ts";
import type { ResultCache } from "./result-cache.ts";

/**
 * Forgets what a change may have made untrue: a server that changed or said that its lists or a resource did, values of
 * users, principals that left. Another process's purge comes this way too. Returns the function that ends it.
 */
export function followEvents(events: EventBus, cache: ResultCache): () => void {
  const react = (event: CoreEvent): void => {
    const { workspaceId } = event;
    switch (event.type) {
      case "servers.changed":
      case "server_values.changed":
      case "server.lists_changed":
        cache.purge(workspaceId, { scope: "server", serverId: event.serverId });
        return;
      case "resource.updated":
        cache.purge(workspaceId, { scope: "uri", serverId: event.serverId, uri: event.uri });
        return;
      case "principals.changed":
        cache.purge(workspaceId, { scope: "principal", principalId: event.principalId });
        return;
      case "cache.purged":
        cache.purge(workspaceId, event.purge);
        return;
      default:
    }
  };
  return events.subscribe(react);
}
