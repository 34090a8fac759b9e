import { CoreError, toPublicError } from "../../errors.ts";
import { type Attendance, attendConnection } from "./attend-connection.ts";
import { createConnectionFailures } from "./connection-failures.ts";
import { type ConnectionParts, type OpenConnection, openConnection, requireWanted } from "./open-connection.ts";
import type { RunBounds } from "./run-bounds.ts";
import type { createServerState } from "./server-state.ts";
import { restingStatus } from "./server-status.ts";

/** What the keeper has to know of the server beside its connection. */
interface Kept {
  bounds: RunBounds;
  state: ReturnType<typeof createServerState>;
  /** What there is to say about a server that works. */
  notice: () => string | null;
  /** Requests are under way. */
  isAtWork: () => boolean;
  /** Requests or tasks are under way, or somebody waits for what it tells by itself. */
  isBusy: () => boolean;
  /** Somebody waits to hear of the server. */
  isWatched: () => boolean;
  lastUsedAt: () => number;
  /** It serves requests from now on. */
  onOpened: (opened: OpenConnection) => void;
  onListsChanged: () => void;
  /** It ends because somebody wants it to. */
  onDropped: () => void;
}

/**
 * The connection of one live server: opened when it is wanted, opened again after it broke, closed when nobody uses it.
 * There is one at a time, and one in the making at most.
 */
export function createConnectionKeeper(parts: ConnectionParts, kept: Kept) {
  const { deps, instance, catalogue } = parts;
  const { clock } = deps;
  const { serverId } = catalogue.record;
  const { state } = kept;
  let current: OpenConnection | null = null;
  let connecting: Promise<OpenConnection> | null = null;
  let attendance: Attendance | null = null;
  let abortConnecting = (): void => {};
  let isClosed = false;
  let connectedAt = 0;
  const lastUsedAt = (): number => Math.max(connectedAt, kept.lastUsedAt());
  const failures = createConnectionFailures(deps, {
    catalogue,
    state,
    isInstance: instance !== null,
    isWatched: kept.isWatched,
    tryAgain() {
      if (!isClosed && catalogue.record.enabled) connect({ force: true }).catch(() => {});
    },
  });

  function connect({ force = false }: { force?: boolean } = {}): Promise<OpenConnection> {
    if (current) return Promise.resolve(current);
    if (connecting) return connecting;
    if (isClosed)
      return Promise.reject(new CoreError("server.not_found", `The server "${serverId}" is no longer registered.`));
    if (!catalogue.record.enabled) return Promise.reject(disabledError(serverId));
    const refusal = force ? null : failures.refusal();
    if (refusal) return Promise.reject(refusal);
    const abort = new AbortController();
    abortConnecting = () => abort.abort();
    const attempt = open(abort.signal).finally(() => {
      if (connecting === attempt) connecting = null;
    });
    connecting = attempt;
    return attempt;
  }

  /** @param signal aborted once the connection is no longer wanted */
  async function open(signal: AbortSignal): Promise<OpenConnection> {
    state.set("connecting", null);
    const tail = failures.begin();
    let opened: OpenConnection | null = null;
    try {
      const { onListsChanged } = kept;
      const onLost = (cause: CoreError): void => void (opened && lose(opened, cause));
      opened = await openConnection(parts, { tail, signal, onListsChanged, onLost });
      requireWanted(serverId, signal);
      // The tools are compared before the first request is served: a server may have changed while it was away (A37).
      await opened.read("adds");
      requireWanted(serverId, signal);
      if (opened.lost) throw opened.lost;
      accept(opened);
      return opened;
    } catch (error) {
      await opened?.close();
      const failure =
        error instanceof CoreError
          ? error
          : new CoreError("server.start_failed", toPublicError(error).message, { cause: error });
      if (!signal.aborted) failures.failed(failure, null);
      throw failure;
    }
  }

  function accept(opened: OpenConnection): void {
    current = opened;
    connectedAt = clock.now();
    failures.cancel();
    state.set("online", kept.notice());
    kept.onOpened(opened);
    attend(opened);
  }

  function lose(lost: OpenConnection, cause: CoreError): void {
    if (current !== lost) return;
    current = null;
    parts.tasks.clear();
    failures.failed(cause, clock.now() - connectedAt);
  }

  async function drop(): Promise<void> {
    kept.onDropped();
    failures.cancel();
    const ended = current;
    const attempt = connecting;
    current = connecting = null;
    parts.tasks.clear();
    abortConnecting();
    await ended?.close();
    // An attempt under way closes what it opened.
    await attempt?.catch(() => {});
  }

  function attend(opened: OpenConnection): void {
    attendance?.end();
    attendance = attendConnection({ clock, bounds: kept.bounds }, opened.connection, {
      isOpen: () => current === opened,
      isBusy: kept.isBusy,
      isAtWork: kept.isAtWork,
      lastUsedAt,
      stop: () => void drop().then(rest),
      lost(cause) {
        lose(opened, cause);
        void opened.close();
      },
    });
  }

  /** The state of a server that waits for a request. */
  function rest(): void {
    // A request may have begun to connect anew meanwhile.
    if (current || connecting) return;
    const resting = restingStatus(catalogue.record.enabled, kept.notice());
    state.set(resting.state, resting.reason);
  }

  return {
    get current(): OpenConnection | null {
      return current;
    },
    /** @param options.force whatever failed a moment ago */
    connect,
    lastUsedAt,
    stderrTail: failures.stderrTail,
    /** Many requests were not answered: the connection stays, and whoever wants something waits. */
    suspect(cause: CoreError, until: number): void {
      failures.show(cause, until);
      // It may hang: then the connection ends, and the next one starts the program anew.
      void attendance?.probe();
    },
    /** Its timers may be others now. */
    attendAnew: (): void => void (current && attend(current)),
    /** Ends the connection, and forgets what failed before. */
    async reset(): Promise<void> {
      await drop();
      failures.forget();
    },
    rest,
    /** Ends it for good. */
    close(): Promise<void> {
      isClosed = true;
      return drop();
    },
    get isClosed(): boolean {
      return isClosed;
    },
  };
}

export const disabledError = (serverId: string): CoreError =>
  new CoreError("server.disabled", `The server "${serverId}" is switched off. An administrator can switch it on.`);
