import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../../adapters/clock.ts";
import type { LiveServer } from "../live-server-port.ts";
import type { ServerLimits } from "../server-limits.ts";
import type { Holders } from "./value-holders.ts";
import type { ValuesHolder } from "./values-store.ts";

interface Entry {
  instance: LiveServer;
  revision: string;
}

const isRunning = ({ instance }: Entry): boolean =>
  instance.status.state === "online" || instance.status.state === "connecting";

/**
 * Holds instances by the principal whose values they run with. INVARIANT: an instance serves nobody whose call does not
 * run with these very values (A10, A27).
 */
export function createInstancePool(deps: {
  serverId: string;
  clock: Clock;
  limits: Pick<ServerLimits, "maxUserInstances">;
  create: (principalId: string) => LiveServer;
}) {
  const entries = new Map<string, Entry>();
  /** Who has values tried out now. */
  const trials = new Set<string>();

  /** Stops the instance that was used longest ago and is idle. Throws server.busy when there is none. */
  const makeRoom = (): void => {
    const running = [...entries].filter(([, entry]) => isRunning(entry));
    if (running.length + trials.size < deps.limits.maxUserInstances) return;
    const [longest] = running
      .filter(([, { instance }]) => instance.status.state === "online" && !instance.usage().isBusy)
      .sort(([, a], [, b]) => a.instance.usage().lastUsedAt - b.instance.usage().lastUsedAt);
    if (!longest) {
      throw new CoreError(
        "server.busy",
        `The server "${deps.serverId}" already runs for ${deps.limits.maxUserInstances} users. Try again in a moment.`,
        { retryAfterSeconds: 5 },
      );
    }
    void close(longest[0]).catch(() => {});
  };

  const close = async (principalId: string): Promise<void> => {
    const entry = entries.get(principalId);
    entries.delete(principalId);
    await entry?.instance.close();
  };

  return {
    /** The holder's instance; it connects with its first request. Throws server.busy. */
    of(holder: ValuesHolder): LiveServer {
      const { principalId, revision } = holder;
      const known = entries.get(principalId);
      if (known?.revision === revision) {
        if (!isRunning(known)) makeRoom();
        return known.instance;
      }
      // Its values are others now, and what it runs with is nobody's any more.
      if (known) void close(principalId).catch(() => {});
      makeRoom();
      const instance = deps.create(principalId);
      entries.set(principalId, { instance, revision });
      return instance;
    },
    async adopt(principalId: string, revision: string, instance: LiveServer): Promise<void> {
      const before = entries.get(principalId);
      entries.set(principalId, { instance, revision });
      await before?.instance.close();
    },
    /**
     * Room for an instance that is none of the pool's yet. One at a time for each principal: a try starts a program, and
     * whoever sends many starts many (A35). Throws server.busy. The returned function ends the try.
     */
    beginTrial(principalId: string): () => void {
      if (trials.has(principalId)) {
        throw new CoreError(
          "server.busy",
          `The server "${deps.serverId}" is being tried out with other values of yours. Wait until that has ended.`,
          { retryAfterSeconds: 5 },
        );
      }
      makeRoom();
      trials.add(principalId);
      return () => void trials.delete(principalId);
    },
    find: (principalId: string): LiveServer | undefined => entries.get(principalId)?.instance,
    /** Ends the instances for which there are no such values any more. */
    async keepOnly(holders: Holders): Promise<void> {
      const gone = [...entries].filter(([id, { revision }]) => holders.get(id)?.revision !== revision);
      await Promise.all(gone.map(([id]) => close(id)));
    },
    async closeAll(): Promise<void> {
      await Promise.all([...entries.keys()].map(close));
    },
    running: (): LiveServer[] => [...entries.values()].filter(isRunning).map(({ instance }) => instance),
    all: (): LiveServer[] => [...entries.values()].map(({ instance }) => instance),
  };
}
