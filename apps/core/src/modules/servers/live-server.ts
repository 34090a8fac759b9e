import { CoreError, toPublicError } from "../../errors.ts";
import { type Attendance, attendConnection } from "./attend-connection.ts";
import { createBackoff } from "./backoff.ts";
import { checkLaunch } from "./check-launch.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { classifyFailure } from "./classify-failure.ts";
import { createLineTail, type LineTail } from "./line-tail.ts";
import { createLiveCatalogue, type SeenTools } from "./live-catalogue.ts";
import { needsRestart } from "./needs-restart.ts";
import type { Overlay } from "./overlay-reading.ts";
import { createRunBounds } from "./run-bounds.ts";
import { createAskMarker } from "./questions/mark-asking.ts";
import { createQuestionDesk, type QuestionDesk } from "./questions/question-desk.ts";
import { allowedQuestions, everyCapability, kindOf } from "./questions/question-kinds.ts";
import { onlySame } from "./questions/only-same.ts";
import { openLaunch } from "./seal-launch.ts";
import { createRequestSender } from "./send-requests.ts";
import type { CataloguedServer, ProtocolEra, ServerRecord } from "./server.ts";
import type { ServerConnection } from "./server-connector.ts";
import { createResourceWatches } from "./resource-watches.ts";
import type { ServerNotification } from "./server-link.ts";
import { createServerLog } from "./server-log.ts";
import { createServerState } from "./server-state.ts";
import { restingStatus, stateAfter } from "./server-status.ts";
import { createTaskHolds } from "./task-holds.ts";
import type { InstanceOptions, LiveServerDeps, SingleLiveServer } from "./live-server-port.ts";

export type { InstanceOptions, LiveServer, LiveServerDeps, SingleLiveServer } from "./live-server-port.ts";

const REREAD_AFTER_MS = 5_000;
const ELICITATION_COMPLETE = "notifications/elicitation/complete";
const MESSAGE = "notifications/message";
const RESOURCE_UPDATED = "notifications/resources/updated";
const LIST_CHANGED = /^notifications\/(?:tools|resources|prompts)\/list_changed$/;

export function createLiveServer(
  deps: LiveServerDeps,
  initial: CataloguedServer,
  instance: InstanceOptions | null = null,
): SingleLiveServer {
  const { clock, events, limits } = deps;
  const { workspaceId, serverId } = initial.server;
  const backoff = createBackoff(clock, limits, deps.random);
  const catalogue = instance?.catalogue ?? createLiveCatalogue(deps, initial);
  // What there is to say about the catalogue is for administrators: it is the server's, not the instance's.
  const notice = (): string | null => (instance ? null : catalogue.notice());
  const watches = createResourceWatches({ serverId, clock, connection: () => connection, connect: () => connect() });
  const serverLog = instance?.log ?? createServerLog(clock, limits.logEntries);
  const tasks = createTaskHolds(clock);
  const bounds = createRunBounds(limits, () => catalogue.record, instance !== null);
  const breaker = createCircuitBreaker({ serverId, clock, random: deps.random }, limits, (circuit) => {
    if (!connection) return;
    if (!circuit) return state.set("online", notice());
    setFailed(circuit.cause, circuit.until);
    // It may hang: then the connection ends, and the next one starts the program anew.
    void attendance?.probe();
  });
  const requests = createRequestSender({
    serverId,
    clock,
    bounds,
    breaker,
    connection: () => connection,
    connect: () => connect(),
    check: catalogue.requireNotQuarantined,
    onRepeat: (cause) =>
      deps.log.info(
        { serverId, workspaceId, code: cause.code },
        "the connection broke: an idempotent call is repeated",
      ),
  });
  const lane = instance?.lane;
  let seen: SeenTools = new Map();
  const markAsking = createAskMarker(deps, catalogue);
  let desk: QuestionDesk;
  let connection: ServerConnection | null = null;
  let connecting: Promise<ServerConnection> | null = null;
  let attendance: Attendance | null = null;
  let stderr: LineTail = createLineTail(limits.stderrLines);
  let abortConnecting = (): void => {};
  /** Grows whenever the connection in the making is no longer wanted. */
  let generation = 0;
  let isClosed = false;
  let connectedAt = 0;
  let reading: Promise<void> = Promise.resolve();
  let cancelRefresh: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  const state = createServerState(clock, restingStatus(initial.server.enabled), (isOther) => {
    if (isOther) serverLog.state(state.current.state, state.current.reason);
    instance?.onStatus();
    events.publish({ type: "server.status_changed", workspaceId, serverId });
  });

  function setFailed(cause: CoreError, nextRetryAt: number | null): void {
    const failure = classifyFailure(cause, catalogue.record.transport, stderr.lines());
    state.set(stateAfter(cause), cause.message, { nextRetryAt, failure });
  }

  const rest = (): void => {
    // A request may have begun to connect anew meanwhile.
    if (connection || connecting) return;
    const resting = restingStatus(catalogue.record.enabled, notice());
    state.set(resting.state, resting.reason);
  };

  function connect({ force = false }: { force?: boolean } = {}): Promise<ServerConnection> {
    if (connection) return Promise.resolve(connection);
    if (connecting) return connecting;
    if (isClosed)
      return Promise.reject(new CoreError("server.not_found", `The server "${serverId}" is no longer registered.`));
    if (!catalogue.record.enabled) return Promise.reject(disabledError());
    const refusal = force ? null : backoff.refusal();
    if (refusal) return Promise.reject(refusal);
    const abort = new AbortController();
    abortConnecting = () => abort.abort();
    const attempt = open(generation, abort.signal).finally(() => {
      if (connecting === attempt) connecting = null;
    });
    connecting = attempt;
    return attempt;
  }

  async function open(wanted: number, signal: AbortSignal): Promise<ServerConnection> {
    state.set("connecting", null);
    stderr = createLineTail(limits.stderrLines);
    let opened: ServerConnection | null = null;
    const lost: { cause: CoreError | null } = { cause: null };
    try {
      const { launch, secrets } = instance?.openLaunch
        ? await instance.openLaunch()
        : { launch: openLaunch(deps.vault, catalogue.record), secrets: [] };
      if (wanted !== generation) throw replacedError();
      checkLaunch(launch, limits);
      const tail = stderr;
      const log = serverLog.connection();
      // One for each connection: who has used another one says nothing about this one.
      const questions = (desk = createQuestionDesk({
        serverId,
        isAllowed: (method) => allowedQuestions(catalogue.record).some((kind) => kind === kindOf(method)),
        onAsked: markAsking,
        owner: lane?.owner ?? undefined,
      }));
      const connected = await deps.connector.connect(launch, {
        serverId,
        workspaceId,
        knownVersion: catalogue.record.protocolVersion,
        knownTransport: catalogue.record.transport,
        ...wantedEra(catalogue.record.settings),
        timeoutMs: limits.startTimeoutMs,
        signal,
        secrets,
        onStartAgain: tail.clear,
        onStderrLine(line) {
          tail.push(line);
          if (!instance) log.stderr(line);
        },
        onTraffic: log.traffic,
        clientCapabilities: lane ? lane.capabilities : everyCapability(catalogue.record),
        onQuestion: questions.answer,
        onNotification: hear,
        onClosed(cause) {
          lost.cause = cause;
          if (opened) lose(opened, cause);
        },
        toolDefinition: catalogue.toolDefinition,
      });
      const current = (opened = lane
        ? onlySame(questions.watch(connected), catalogue, () => seen)
        : questions.watch(connected));
      if (wanted !== generation) throw replacedError();
      // The tools are compared before the first request is served: a server may have changed while it was away (A37).
      if (lane) await look(current);
      else await catalogue.readFrom(current, instance && "adds");
      if (wanted !== generation) throw replacedError();
      if (lost.cause) throw lost.cause;
      accept(current);
      return current;
    } catch (error) {
      await opened?.close();
      const failure =
        error instanceof CoreError
          ? error
          : new CoreError("server.start_failed", toPublicError(error).message, { cause: error });
      if (wanted === generation) fail(failure);
      throw failure;
    }
  }

  /** On one client's own connection: what differs is not called, and looked into where everybody's catalogue is read. */
  async function look(from: ServerConnection): Promise<void> {
    seen = await catalogue.lookAt(from);
    if (catalogue.differsFrom(seen)) lane?.onOtherTools();
  }

  function accept(opened: ServerConnection): void {
    connection = opened;
    connectedAt = clock.now();
    cancelRetry?.();
    breaker.reset();
    state.set("online", notice());
    watches.connected(opened);
    attend(opened);
  }

  function fail(failure: CoreError, wasConnected = false): void {
    backoff.failed(failure, wasConnected);
    deps.log.warn(
      { serverId, workspaceId, code: failure.code, detail: failure.detail, err: failure.cause },
      `server not connected: ${failure.message}`,
    );
    const retryInMs = isLookedFor() ? backoff.retryInMs() : null;
    const pauseMs = retryInMs ?? backoff.remainingMs();
    setFailed(failure, pauseMs > 0 ? clock.now() + pauseMs : null);
    if (retryInMs !== null) retryLater(retryInMs);
  }

  /**
   * Whether Core tries again without a request: where somebody waits to hear of the server, and where looking starts no
   * program. Without a request, nobody waits for an instance of a user.
   */
  function isLookedFor(): boolean {
    if (!watches.isEmpty) return true;
    const { catalogueReadAt, transport, settings } = catalogue.record;
    return !instance && (catalogueReadAt === null || transport !== "stdio" || settings.warmUp === true);
  }

  function lose(lost: ServerConnection, cause: CoreError): void {
    if (connection !== lost) return;
    connection = null;
    tasks.clear();
    if (clock.now() - connectedAt >= limits.stableAfterMs) backoff.reset();
    fail(cause, true);
  }

  function retryLater(delayMs: number): void {
    cancelRetry?.();
    cancelRetry = clock.after(delayMs, () => {
      if (!isClosed && catalogue.record.enabled) connect({ force: true }).catch(() => {});
    });
  }

  async function drop(): Promise<void> {
    generation++;
    cancelRefresh?.();
    cancelRetry?.();
    cancelRefresh = cancelRetry = null;
    const ended = connection;
    const attempt = connecting;
    connection = connecting = null;
    tasks.clear();
    abortConnecting();
    await ended?.close();
    // An attempt under way closes what it opened.
    await attempt?.catch(() => {});
  }

  function hear(notification: ServerNotification): void {
    if (LIST_CHANGED.test(notification.method)) {
      events.publish({ type: "server.lists_changed", workspaceId, serverId });
      scheduleRefresh();
    } else if (notification.method === ELICITATION_COMPLETE)
      desk.takeShown(notification.params?.elicitationId)?.tell?.(notification);
    // A modern server speaks only with the answers to those who asked it to.
    else if (notification.method === MESSAGE && connection?.era === "legacy")
      desk.tellMessage(notification, watches.isOnlyOf);
    else if (notification.method === RESOURCE_UPDATED) {
      const { uri } = notification.params ?? {};
      if (typeof uri === "string") events.publish({ type: "resource.updated", workspaceId, serverId, uri });
      watches.hear(notification.params ?? {});
    } else if (!tasks.hear(notification))
      deps.log.debug({ serverId, method: notification.method }, "notification of a server without a request");
  }

  function scheduleRefresh(delayMs = limits.listChangedDelayMs): void {
    cancelRefresh ??= clock.after(delayMs, () => {
      cancelRefresh = null;
      if (!connection) return;
      refresh().catch((error: unknown) => {
        deps.log.warn({ serverId, err: error }, "catalogue not read; it is tried again");
        scheduleRefresh(REREAD_AFTER_MS);
      });
    });
  }

  /** One reading at a time; the next one begins after the one under way. */
  async function refresh(overlay: Overlay = "adds"): Promise<void> {
    const current = connection;
    // Connecting reads the catalogue.
    if (!current) return void (await connect({ force: true }));
    const next = reading
      .catch(() => {})
      .then(async () => {
        if (connection !== current) return;
        if (lane) await look(current);
        else await catalogue.readFrom(current, instance && overlay);
      });
    reading = next;
    await next;
    if (connection === current) state.set("online", notice());
  }

  const isAtWork = (): boolean => requests.isBusy() || tasks.areUnderWay;
  const isBusy = (): boolean => isAtWork() || !watches.isEmpty;
  const lastUsedAt = (): number => Math.max(connectedAt, requests.lastUsedAt());

  function attend(opened: ServerConnection): void {
    attendance?.end();
    attendance = attendConnection({ clock, bounds }, opened, {
      isOpen: () => connection === opened,
      isBusy,
      isAtWork: requests.isBusy,
      lastUsedAt,
      stop: () => void drop().then(rest),
      lost(cause) {
        lose(opened, cause);
        void opened.close();
      },
    });
  }

  const disabledError = (): CoreError =>
    new CoreError("server.disabled", `The server "${serverId}" is switched off. An administrator can switch it on.`);
  const replacedError = (): CoreError =>
    new CoreError("server.unreachable", `The server "${serverId}" was stopped or changed meanwhile. Try again.`);

  return {
    get record() {
      return catalogue.record;
    },
    get status() {
      return state.current;
    },
    users: null,
    usage: () => ({ isBusy: isBusy(), lastUsedAt: lastUsedAt() }),
    stderrTail: () => stderr.lines(),
    log: serverLog,
    holdsTask: tasks.has,
    holdsTasks: () => tasks.areWanted,
    request(method, params, options) {
      if (!catalogue.record.enabled) return Promise.reject(disabledError());
      if (!options.onTaskStatus) return requests.send(method, params, options);
      return tasks.follow(method, params, options, (followed) => requests.send(method, params, followed));
    },
    catalogue,
    notify: (scopeKey, method) => {
      if (lane?.owner?.key === scopeKey) connection?.notify?.(method);
    },
    endSession() {},
    isAtWork,
    watch: watches.watch,
    takeWatch(watch) {
      if (!isClosed) return watches.take(watch);
      watch.onEnded();
      return () => {};
    },
    connect,
    refresh: () => refresh("replaces"),
    async apply(next) {
      const isOther = needsRestart(catalogue.record, next.server);
      catalogue.take(next);
      if (!isOther) {
        if (state.current.state === "online") state.set("online", notice());
        // Its timers may be others now.
        if (connection) attend(connection);
        return;
      }
      await drop();
      backoff.reset();
      rest();
      if (!watches.isEmpty) connect().catch(() => {});
    },
    async restart() {
      await drop();
      backoff.reset();
      await connect({ force: true });
    },
    warmUp() {
      if (catalogue.record.settings.warmUp && !connection) connect().catch(() => {});
    },
    start() {
      if (catalogue.record.enabled && catalogue.record.catalogueReadAt === null) connect().catch(() => {});
    },
    async close() {
      isClosed = true;
      watches.end();
      await drop();
    },
  };
}

const wantedEra = ({ era = "auto" }: ServerRecord["settings"]): { era?: ProtocolEra } =>
  era === "auto" ? {} : { era };
