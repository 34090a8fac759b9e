import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { canSubscribe } from "./declared-capabilities.ts";
import { isPartOf } from "./is-part-of.ts";
import type { OpenConnection } from "./open-connection.ts";
import type { ResourceWatch } from "./server-link.ts";

/** A server that is slow to start is watched once it has. */
const PATIENCE_MS = 5_000;

/** Who hears of updates of which resource of one server: many watch the same one, and the server is asked once. */
export function createResourceWatches(deps: {
  serverId: string;
  clock: Clock;
  current: () => OpenConnection | null;
  connect: () => Promise<OpenConnection>;
}) {
  const byUri = new Map<string, Set<ResourceWatch>>();

  const add = (watch: ResourceWatch): (() => void) => {
    let watches = byUri.get(watch.uri);
    if (!watches) byUri.set(watch.uri, (watches = new Set()));
    watches.add(watch);
    return () => {
      watches.delete(watch);
      if (watches.size > 0 || byUri.get(watch.uri) !== watches) return;
      byUri.delete(watch.uri);
      void deps.current()?.watch(byUri);
    };
  };

  /** The connection, or null while it takes its time. */
  const connectSoon = async (): Promise<OpenConnection | null> => {
    let cancel = (): void => {};
    const patience = new Promise<null>((resolve) => {
      cancel = deps.clock.after(PATIENCE_MS, () => resolve(null));
    });
    return Promise.race([deps.connect(), patience]).finally(cancel);
  };

  return {
    /** See ServerLink.watch. */
    async watch(wanted: ResourceWatch): Promise<() => void> {
      const stop = add(wanted);
      try {
        const opened = await connectSoon();
        if (opened && !canSubscribe(opened.connection.capabilities))
          throw new CoreError(
            "request.unsupported",
            `The server "${deps.serverId}" does not tell of updates of single resources.`,
          );
        await opened?.watch(byUri);
        return stop;
      } catch (error) {
        stop();
        throw error;
      }
    },
    /** See SingleLiveServer.takeWatch. */
    take(wanted: ResourceWatch): () => void {
      const stop = add(wanted);
      const current = deps.current();
      if (current) void current.watch(byUri);
      else deps.connect().catch(() => {});
      return stop;
    },
    /** A new connection knows nothing of what is watched. */
    connected(opened: OpenConnection): void {
      if (byUri.size > 0) void opened.watch(byUri);
    },
    get isEmpty(): boolean {
      return byUri.size === 0;
    },
    /** Passes on the params of `notifications/resources/updated`, which may speak of a part of what is watched. */
    hear(params: Record<string, unknown>): void {
      const { uri } = params;
      if (typeof uri !== "string") return;
      for (const [watched, watches] of byUri)
        if (watched === uri || isPartOf(uri, watched)) for (const watch of watches) watch.onUpdated(params);
    },
    /** Nobody is told any more: the connection is gone for good. */
    end(): void {
      const ended = [...byUri.values()].flatMap((watches) => [...watches]);
      byUri.clear();
      for (const watch of ended) watch.onEnded();
    },
  };
}

export type ResourceWatches = ReturnType<typeof createResourceWatches>;
