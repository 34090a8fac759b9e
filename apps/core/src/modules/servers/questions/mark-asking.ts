import type { EventBus } from "../../events.ts";
import type { Log } from "../../log.ts";
import type { ServerRecord } from "../server.ts";
import type { ServerStore } from "../server-store.ts";

/** Remembers, across restarts, that a server asks its clients; whoever runs it follows the change. */
export function createAskMarker(
  deps: { store: Pick<ServerStore, "update">; events: EventBus; log: Log },
  record: () => ServerRecord,
): () => void {
  let isMarking = false;
  const mark = async ({ workspaceId, serverId }: ServerRecord): Promise<void> => {
    isMarking = true;
    try {
      await deps.store.update(workspaceId, serverId, { asks: true });
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
    } catch (error) {
      deps.log.warn(
        { err: error, serverId },
        "that a server asks its clients could not be stored; its next question tries again",
      );
    } finally {
      isMarking = false;
    }
  };
  return () => {
    if (!record().asks && !isMarking) void mark(record());
  };
}
