import type { SingleLiveServer } from "./live-server-port.ts";
import type { ResourceWatch } from "./server-link.ts";

interface Moving {
  readonly wanted: ResourceWatch;
  /** Null: it is over. */
  at: SingleLiveServer | null;
  stop: () => void;
}

/**
 * What is watched on one server that has several connections: each client's where its calls go, because a server may tell
 * of a change on the connection that has subscribed only. Until a client has a connection of its own, and when that
 * one ends, it is watched on the shared one.
 */
export function createMovingWatches(base: SingleLiveServer) {
  const byScope = new Map<string, Set<Moving>>();

  const placed = (moving: Moving, at: SingleLiveServer): ResourceWatch => ({
    ...moving.wanted,
    // While it moves, it is watched on two.
    onUpdated: (params) => void (moving.at === at && moving.wanted.onUpdated(params)),
    onEnded() {
      if (moving.at !== at) return;
      if (at !== base) return move(moving, base);
      end(moving);
      moving.wanted.onEnded();
    },
  });

  const move = (moving: Moving, to: SingleLiveServer): void => {
    const stopBefore = moving.stop;
    moving.at = to;
    moving.stop = () => {};
    const stop = to.takeWatch(placed(moving, to));
    // Its new connection may have ended at once, and it has moved on.
    if (moving.at === to) moving.stop = stop;
    else stop();
    stopBefore();
  };

  const end = (moving: Moving): void => {
    const key = moving.wanted.scope?.key ?? "";
    const ofScope = byScope.get(key);
    moving.at = null;
    if (ofScope?.delete(moving) && ofScope.size === 0) byScope.delete(key);
  };

  return {
    /**
     * See ServerLink.watch.
     * @param find the connection of its client's own, if there is one now
     */
    async watch(wanted: ResourceWatch, find: () => SingleLiveServer | null): Promise<() => void> {
      const at = find() ?? base;
      const moving: Moving = { wanted, at, stop: () => {} };
      try {
        const stop = await at.watch(placed(moving, at));
        if (moving.at === at) moving.stop = stop;
        else stop();
      } catch (error) {
        // Unless its connection has ended meanwhile, and it has moved.
        if (moving.at === at || moving.at === null) throw error;
      }
      // Both connections ended meanwhile, and its watcher has heard so.
      if (moving.at === null) return () => {};
      const key = wanted.scope?.key ?? "";
      let ofScope = byScope.get(key);
      if (!ofScope) byScope.set(key, (ofScope = new Set()));
      ofScope.add(moving);
      const own = find();
      if (own && moving.at === base) move(moving, own);
      return () => {
        end(moving);
        moving.stop();
      };
    },
    /** A client's call goes out on this connection of its own. */
    follow(scopeKey: string, own: SingleLiveServer): void {
      if (byScope.size === 0) return;
      for (const moving of byScope.get(scopeKey) ?? []) if (moving.at === base) move(moving, own);
    },
  };
}
