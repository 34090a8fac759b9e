import type { EventBus } from "../../events.ts";
import type { Log } from "../../log.ts";
import type { LiveCatalogue } from "../live-catalogue.ts";
import type { ServerRecord } from "../server.ts";
import type { ServerStore } from "../server-store.ts";

/** Remembers, at once and across restarts, that a server asks its clients; other processes follow the change. */
export function createAskMarker(
  deps: { store: Pick<ServerStore, "update">; events: EventBus; log: Log },
  catalogue: Pick<LiveCatalogue, "record" | "noteAsking">,
): () => void {
  let isMarked = catalogue.record.asks;
  const mark = async ({ workspaceId, serverId }: ServerRecord): Promise<void> => {
    try {
      await deps.store.update(workspaceId, serverId, { asks: true });
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
    } catch (error) {
      isMarked = false;
      deps.log.warn({ err: error, serverId }, "that a server asks is not stored; its next question tries again");
    }
  };
  return () => {
    if (isMarked) return;
    isMarked = true;
    catalogue.noteAsking();
    void mark(catalogue.record);
  };
}
