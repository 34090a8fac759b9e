import { createAskMarker } from "./questions/mark-asking.ts";
import { createCatalogueRefresh } from "./catalogue-refresh.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { createConnectionKeeper, disabledError } from "./connection-keeper.ts";
import { createLiveCatalogue } from "./live-catalogue.ts";
import type { InstanceOptions, LiveServerDeps, SingleLiveServer } from "./live-server-port.ts";
import { needsRestart } from "./needs-restart.ts";
import type { OpenConnection } from "./open-connection.ts";
import { createResourceWatches } from "./resource-watches.ts";
import { createRunBounds } from "./run-bounds.ts";
import { createRequestSender } from "./send-requests.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerConnection } from "./server-connector.ts";
import { createServerLog } from "./server-log.ts";
import { createServerState } from "./server-state.ts";
import { restingStatus } from "./server-status.ts";
import { createTaskHolds } from "./task-holds.ts";
import { createTaskWatches } from "./task-watches.ts";

export type { InstanceOptions, LiveServer, LiveServerDeps, SingleLiveServer } from "./live-server-port.ts";

/** A server over one connection. @param instance what makes it another one than the server that runs for everybody */
export function createLiveServer(
  deps: LiveServerDeps,
  initial: CataloguedServer,
  instance: InstanceOptions | null = null,
): SingleLiveServer {
  const { clock, events, limits } = deps;
  const { workspaceId, serverId } = initial.server;
  const catalogue = instance?.catalogue ?? createLiveCatalogue(deps, initial);
  // What there is to say about the catalogue is for administrators: it is the server's, not the instance's.
  const notice = (): string | null => (instance ? null : catalogue.notice());
  const current = (): OpenConnection | null => keeper.current;
  const connection = (): ServerConnection | null => keeper.current?.connection ?? null;
  const connect = async (options?: { force?: boolean }): Promise<ServerConnection> =>
    (await keeper.connect(options)).connection;
  const watches = createResourceWatches({ serverId, clock, current, connect: () => keeper.connect() });
  const log = instance?.log ?? createServerLog(clock, limits.logEntries);
  const tasks = createTaskHolds(clock);
  const taskWatches = createTaskWatches(current);
  const bounds = createRunBounds(limits, () => catalogue.record, instance !== null);
  const state = createServerState(clock, restingStatus(initial.server.enabled), (isOther) => {
    if (isOther) log.state(state.current.state, state.current.reason);
    instance?.onStatus();
    events.publish({ type: "server.status_changed", workspaceId, serverId });
  });
  const setOnline = (): void => state.set("online", notice());
  const breaker = createCircuitBreaker({ serverId, clock, random: deps.random }, limits, (circuit) => {
    if (!keeper.current) return;
    if (circuit) keeper.suspect(circuit.cause, circuit.until);
    else setOnline();
  });
  const requests = createRequestSender({
    serverId,
    clock,
    bounds,
    breaker,
    connection,
    connect,
    check: catalogue.requireNotQuarantined,
    onRepeat: (cause) =>
      deps.log.info(
        { serverId, workspaceId, code: cause.code },
        "the connection broke: an idempotent call is repeated",
      ),
  });
  const isAtWork = (): boolean => requests.isBusy() || tasks.areUnderWay;
  const isBusy = (): boolean => isAtWork() || !watches.isEmpty || !taskWatches.isEmpty;
  const lists = createCatalogueRefresh({
    serverId,
    clock,
    log: deps.log,
    limits,
    current,
    connect: () => keeper.connect({ force: true }),
    onRead: setOnline,
  });
  const keeper = createConnectionKeeper(
    { deps, instance, catalogue, log, tasks, watches, taskWatches, onAsked: createAskMarker(deps, catalogue) },
    {
      bounds,
      state,
      notice,
      isAtWork: requests.isBusy,
      isBusy,
      isWatched: () => !watches.isEmpty,
      lastUsedAt: requests.lastUsedAt,
      onOpened(opened) {
        breaker.reset();
        watches.connected(opened);
        taskWatches.connected(opened);
      },
      onListsChanged: lists.soon,
      onDropped: lists.cancel,
    },
  );

  return {
    get record() {
      return catalogue.record;
    },
    get status() {
      return state.current;
    },
    users: null,
    usage: () => ({ isBusy: isBusy(), lastUsedAt: keeper.lastUsedAt() }),
    stderrTail: keeper.stderrTail,
    log,
    holdsTask: tasks.has,
    holdsTasks: () => tasks.areWanted,
    request(method, params, options) {
      if (!catalogue.record.enabled) return Promise.reject(disabledError(serverId));
      if (!options.onTaskStatus) return requests.send(method, params, options);
      return tasks.follow(method, params, options, (followed) => requests.send(method, params, followed));
    },
    catalogue,
    notify: (scopeKey, method) => {
      if (instance?.lane?.owner?.key === scopeKey) connection()?.notify?.(method);
    },
    endSession() {},
    isAtWork,
    watch: watches.watch,
    watchTask: (watch) =>
      catalogue.record.enabled ? taskWatches.watch(watch) : Promise.reject(disabledError(serverId)),
    takeWatch(watch) {
      if (!keeper.isClosed) return watches.take(watch);
      watch.onEnded();
      return () => {};
    },
    connect,
    refresh: () => lists.refresh("replaces"),
    async apply(next) {
      const isOther = needsRestart(catalogue.record, next.server);
      catalogue.take(next);
      if (!isOther) {
        if (state.current.state === "online") setOnline();
        keeper.attendAnew();
        return;
      }
      await keeper.reset();
      keeper.rest();
      if (!watches.isEmpty) keeper.connect().catch(() => {});
    },
    async restart() {
      await keeper.reset();
      await keeper.connect({ force: true });
    },
    warmUp() {
      if (catalogue.record.settings.warmUp && !keeper.current) keeper.connect().catch(() => {});
    },
    start() {
      if (catalogue.record.enabled && catalogue.record.catalogueReadAt === null) keeper.connect().catch(() => {});
    },
    async close() {
      const closed = keeper.close();
      watches.end();
      await closed;
    },
  };
}
