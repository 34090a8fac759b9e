import { CoreError, toPublicError } from "../../errors.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault.ts";
import { createBackoff } from "./backoff.ts";
import { checkLaunch } from "./check-launch.ts";
import { createLineTail, type LineTail } from "./line-tail.ts";
import { describeQuarantine } from "./merge-catalogue.ts";
import { createRequestSlots } from "./request-slots.ts";
import { openLaunch } from "./seal-launch.ts";
import type { Capability, CataloguedServer, ServerRecord } from "./server.ts";
import type { ServerConnection, ServerConnector } from "./server-connector.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { ServerNotification, ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { DISABLED_REASON, SLEEPING_REASON, type ServerState, type ServerStatus, stateAfter } from "./server-status.ts";
import type { ServerStore } from "./server-store.ts";
import { stopWhenIdle } from "./stop-when-idle.ts";
import { storeCatalogue } from "./store-catalogue.ts";
import { withinBounds } from "./within-bounds.ts";

export interface LiveServerDeps {
  store: Pick<ServerStore, "replaceCatalogue">;
  vault: Vault;
  connector: ServerConnector;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  log: Log;
  limits: ServerLimits;
}

/** One registered server in this process: its connection, its state, and the bounds around its requests. */
export interface LiveServer {
  readonly record: ServerRecord;
  readonly status: ServerStatus;
  stderrTail(): string[];
  request(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome>;
  /** Connects when there is no connection. `force` ignores the pause after failures. */
  connect(options?: { force?: boolean }): Promise<ServerConnection>;
  /** Reads the catalogue anew, connecting first when needed. Throws what connecting throws. */
  refresh(): Promise<void>;
  /** Takes over what the store says now; a changed launch configuration or switch ends the connection. */
  apply(next: CataloguedServer): Promise<void>;
  /** Connects in the background when the catalogue was never read, and keeps trying. */
  start(): void;
  /** Ends the connection for good. */
  close(): Promise<void>;
}

const REREAD_AFTER_MS = 5_000;
const LIST_CHANGED = /^notifications\/(?:tools|resources|prompts)\/list_changed$/;

export function createLiveServer(deps: LiveServerDeps, initial: CataloguedServer): LiveServer {
  const { clock, events, limits } = deps;
  const slots = createRequestSlots(limits);
  const backoff = createBackoff(clock, limits);
  let record = initial.server;
  let capabilities = indexTools(initial.capabilities);
  let connection: ServerConnection | null = null;
  let connecting: Promise<ServerConnection> | null = null;
  let stderr: LineTail = createLineTail(limits.stderrLines);
  let abortConnecting = (): void => {};
  /** Grows whenever the connection in the making is no longer wanted. */
  let generation = 0;
  let isClosed = false;
  let connectedAt = 0;
  let lastUsedAt = 0;
  /** Tools in quarantine that nobody has switched on since, and what was wrong with the last reading. */
  let waiting: readonly string[] = [];
  let problem: string | null = null;
  let reading: Promise<void> = Promise.resolve();
  let cancelRefresh: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  let status: ServerStatus = { ...restingStatus(), since: clock.now() };

  function restingStatus(): { state: ServerState; reason: string | null } {
    return record.enabled
      ? { state: "sleeping", reason: notice() ?? SLEEPING_REASON }
      : { state: "disabled", reason: DISABLED_REASON };
  }

  function setStatus(state: ServerState, reason: string | null): void {
    if (status.state === state && status.reason === reason) return;
    status = { state, reason, since: status.state === state ? status.since : clock.now() };
    events.publish({ type: "server.status_changed", workspaceId: record.workspaceId, serverId: record.serverId });
  }

  const rest = (): void => {
    // A request may have begun to connect anew meanwhile.
    if (connection || connecting) return;
    const { state, reason } = restingStatus();
    setStatus(state, reason);
  };

  function connect({ force = false }: { force?: boolean } = {}): Promise<ServerConnection> {
    if (connection) return Promise.resolve(connection);
    if (connecting) return connecting;
    if (isClosed)
      return Promise.reject(
        new CoreError("server.not_found", `The server "${record.serverId}" is no longer registered.`),
      );
    if (!record.enabled) return Promise.reject(disabledError());
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
    setStatus("connecting", null);
    stderr = createLineTail(limits.stderrLines);
    let opened: ServerConnection | null = null;
    const lost: { cause: CoreError | null } = { cause: null };
    try {
      const launch = openLaunch(deps.vault, record);
      checkLaunch(launch, limits);
      const tail = stderr;
      const current: ServerConnection = (opened = await deps.connector.connect(launch, {
        serverId: record.serverId,
        knownVersion: record.protocolVersion,
        timeoutMs: limits.startTimeoutMs,
        signal,
        onStderrLine: tail.push,
        onNotification: hear,
        onClosed(cause) {
          lost.cause = cause;
          lose(current, cause);
        },
        toolDefinition: (name) => capabilities.get(name)?.definition,
      }));
      if (wanted !== generation) throw replacedError();
      // The tools are compared before the first request is served: a server may have changed while it was away (A37).
      await takeCatalogue(current);
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

  function accept(opened: ServerConnection): void {
    connection = opened;
    connectedAt = lastUsedAt = clock.now();
    cancelRetry?.();
    setStatus("online", notice());
    watchIdle(opened);
  }

  function fail(failure: CoreError, wasConnected = false): void {
    backoff.failed(failure, wasConnected);
    deps.log.warn(
      {
        serverId: record.serverId,
        workspaceId: record.workspaceId,
        code: failure.code,
        detail: failure.detail,
        err: failure.cause,
      },
      `server not connected: ${failure.message}`,
    );
    setStatus(stateAfter(failure), failure.message);
    if (record.catalogueReadAt === null) retryLater();
  }

  function lose(lost: ServerConnection, cause: CoreError): void {
    if (connection !== lost) return;
    connection = null;
    if (clock.now() - connectedAt >= limits.stableAfterMs) backoff.reset();
    fail(cause, true);
  }

  function retryLater(): void {
    cancelRetry?.();
    cancelRetry = clock.after(backoff.remainingMs(), () => {
      if (!isClosed && record.enabled) connect().catch(() => {});
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
    abortConnecting();
    await ended?.close();
    // An attempt under way closes what it opened.
    await attempt?.catch(() => {});
  }

  function hear(notification: ServerNotification): void {
    if (LIST_CHANGED.test(notification.method)) scheduleRefresh();
    else
      deps.log.debug(
        { serverId: record.serverId, method: notification.method },
        "notification of a server without a request",
      );
  }

  function scheduleRefresh(delayMs = limits.listChangedDelayMs): void {
    cancelRefresh ??= clock.after(delayMs, () => {
      cancelRefresh = null;
      if (!connection) return;
      refresh().catch((error: unknown) => {
        deps.log.warn({ serverId: record.serverId, err: error }, "catalogue not read; it is tried again");
        scheduleRefresh(REREAD_AFTER_MS);
      });
    });
  }

  /** One reading at a time; the next one begins after the one under way. */
  async function refresh(): Promise<void> {
    const current = connection;
    // Connecting reads the catalogue.
    if (!current) return void (await connect({ force: true }));
    const next = reading.catch(() => {}).then(() => (connection === current ? takeCatalogue(current) : undefined));
    reading = next;
    await next;
    if (connection === current) setStatus("online", notice());
  }

  async function takeCatalogue(from: ServerConnection): Promise<void> {
    const read = await storeCatalogue(deps, record, from);
    waiting = [...new Set([...waiting, ...read.quarantined])];
    problem = read.problem;
    take(read.stored);
  }

  function take(stored: CataloguedServer): void {
    record = stored.server;
    capabilities = indexTools(stored.capabilities);
    waiting = waiting.filter((name) => capabilities.get(name)?.enabled === false);
  }

  function notice(): string | null {
    return waiting.length > 0 ? describeQuarantine(waiting) : problem;
  }

  function watchIdle(watched: ServerConnection): void {
    if (limits.idleStopMs === null || record.transport !== "stdio") return;
    stopWhenIdle(clock, limits.idleStopMs, {
      isWatched: () => connection === watched,
      isBusy: () => slots.taken > 0,
      lastUsedAt: () => lastUsedAt,
      stop: () => void drop().then(rest),
    });
  }

  async function requestSlowly(
    method: string,
    params: Record<string, unknown>,
    options: ServerRequestOptions,
  ): Promise<ServerOutcome> {
    const startedAt = clock.now();
    const bounds = withinBounds(
      clock,
      options,
      `The server "${record.serverId}" did not get to the request within ${options.timeoutMs} ms.`,
    );
    try {
      await slots.take(bounds.signal);
      try {
        const current = connection ?? (await bounds.race(connect()));
        requireNotQuarantined(method, params);
        const timeoutMs = Math.max(1, options.timeoutMs - (clock.now() - startedAt));
        return await current.request(method, params, { ...options, timeoutMs });
      } finally {
        lastUsedAt = clock.now();
        slots.release();
      }
    } finally {
      bounds.end();
    }
  }

  /** The caller decided on the catalogue before this connection; a tool that changed with it must not run (A37). */
  function requireNotQuarantined(method: string, params: Record<string, unknown>): void {
    if (method !== "tools/call" || typeof params.name !== "string") return;
    if (capabilities.get(params.name)?.enabled === false) {
      throw new CoreError(
        "permission.denied",
        `The tool "${params.name}" is switched off. If it has changed, an administrator has to review it.`,
      );
    }
  }

  const disabledError = (): CoreError =>
    new CoreError(
      "server.disabled",
      `The server "${record.serverId}" is switched off. An administrator can switch it on.`,
    );
  const replacedError = (): CoreError =>
    new CoreError("server.unreachable", `The server "${record.serverId}" was stopped or changed meanwhile. Try again.`);

  return {
    get record() {
      return record;
    },
    get status() {
      return status;
    },
    stderrTail: () => stderr.lines(),
    async request(method, params, options) {
      if (!record.enabled) throw disabledError();
      const current = connection;
      if (!current || !slots.tryTake()) return requestSlowly(method, params, options);
      try {
        return await current.request(method, params, options);
      } finally {
        lastUsedAt = clock.now();
        slots.release();
      }
    },
    connect,
    refresh,
    async apply(next) {
      const isOther =
        next.server.enabled !== record.enabled || !equalBytes(next.server.sealedLaunch, record.sealedLaunch);
      take(next);
      if (!isOther) {
        if (status.state === "online") setStatus("online", notice());
        return;
      }
      await drop();
      backoff.reset();
      rest();
    },
    start() {
      if (record.enabled && record.catalogueReadAt === null) connect().catch(() => {});
    },
    async close() {
      isClosed = true;
      await drop();
    },
  };
}

const indexTools = (capabilities: readonly Capability[]): Map<string, Capability> =>
  new Map(capabilities.filter(({ kind }) => kind === "tool").map((tool) => [tool.name, tool]));

const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
