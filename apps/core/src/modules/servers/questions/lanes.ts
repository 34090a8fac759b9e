import { CoreError } from "../../../errors.ts";
import type { SingleLiveServer } from "../live-server.ts";
import type { ServerLimits } from "../server-limits.ts";
import type { ConnectionScope } from "../server-link.ts";
import type { Lane } from "./lane.ts";

/** Whom a connection is for, and what it declares. */
type WantedLane = Omit<Lane, "onOtherTools">;

interface Entry {
  live: SingleLiveServer;
  key: string;
  /** Null: it belongs to nobody in particular. */
  scope: ConnectionScope | null;
  /** Serves one call at a time, and does so now. */
  isLeased: boolean;
  /** Its scope has ended; what goes on is a task. */
  isLeftBehind: boolean;
}

/**
 * The connections of one server that belong to somebody. INVARIANT: one that has an owner carries requests of that owner
 * only.
 */
export function createLanes(deps: {
  serverId: string;
  limits: Pick<ServerLimits, "maxLanes" | "maxLanesPerPrincipal">;
  create: (lane: WantedLane) => SingleLiveServer;
}) {
  const entries = new Set<Entry>();

  const close = async (entry: Entry): Promise<void> => {
    entries.delete(entry);
    await entry.live.close();
  };

  /**
   * Closes the one that was used longest ago and is idle, rather one on which nothing is watched. Throws server.busy when
   * there is none.
   */
  const makeRoom = (among: readonly Entry[], limit: number): void => {
    if (among.length < limit) return;
    const [longest] = among
      .filter(({ live, isLeased }) => !isLeased && !live.isAtWork())
      .map((entry) => ({ entry, ...entry.live.usage() }))
      .sort((a, b) => Number(a.isBusy) - Number(b.isBusy) || a.lastUsedAt - b.lastUsedAt);
    if (!longest)
      throw new CoreError(
        "server.busy",
        `The server "${deps.serverId}" asks its clients questions, and all of its ${limit} connections for single clients are in use. Try again in a moment.`,
        { retryAfterSeconds: 5 },
      );
    void close(longest.entry).catch(() => {});
  };

  /** A task outlives the session in which it was started. */
  const closeWhatIsOver = (): Promise<unknown> =>
    Promise.all([...entries].filter(({ isLeftBehind, live }) => isLeftBehind && !live.holdsTasks()).map(close));

  const open = (key: string, scope: ConnectionScope | null, lane: WantedLane): Entry => {
    void closeWhatIsOver().catch(() => {});
    if (scope) {
      const { principalId } = scope;
      const own = [...entries].filter((entry) => entry.scope?.principalId === principalId);
      makeRoom(own, deps.limits.maxLanesPerPrincipal);
    }
    makeRoom([...entries], deps.limits.maxLanes);
    const entry: Entry = { live: deps.create(lane), key, scope, isLeased: false, isLeftBehind: false };
    entries.add(entry);
    return entry;
  };

  /** A connection that there is under this key. */
  const find = (key: string): SingleLiveServer | null => {
    for (const entry of entries) if (entry.key === key) return entry.live;
    return null;
  };

  return {
    /** The one connection under this key. Throws server.busy. */
    of(key: string, scope: ConnectionScope | null, lane: WantedLane): SingleLiveServer {
      return find(key) ?? open(key, scope, lane).live;
    },
    find,
    /** One under this key that carries nothing else until it is given back. Throws server.busy. */
    lease(key: string, scope: ConnectionScope, lane: WantedLane): { live: SingleLiveServer; giveBack: () => void } {
      let found: Entry | undefined;
      for (const entry of entries) if (entry.key === key && !entry.isLeased) found = entry;
      const entry = found ?? open(key, scope, lane);
      entry.isLeased = true;
      return {
        live: entry.live,
        giveBack() {
          entry.isLeased = false;
        },
      };
    },
    /** Ends what belongs to one scope. */
    async endScope(scopeKey: string): Promise<void> {
      for (const entry of entries) if (entry.scope?.key === scopeKey) entry.isLeftBehind = true;
      await closeWhatIsOver();
    },
    async closeAll(): Promise<void> {
      await Promise.all([...entries].map(close));
    },
    all: (): SingleLiveServer[] => [...entries].map(({ live }) => live),
    /** Those of this scope first. */
    allFrom: (scopeKey: string | undefined): SingleLiveServer[] => {
      const isOwn = ({ scope }: Entry): number => Number(scope?.key === scopeKey);
      return [...entries].sort((a, b) => isOwn(b) - isOwn(a)).map(({ live }) => live);
    },
  };
}
