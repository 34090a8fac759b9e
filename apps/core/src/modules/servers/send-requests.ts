import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { createRequestSlots } from "./request-slots.ts";
import type { RunBounds } from "./run-bounds.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { boundSilence } from "./silence-bound.ts";
import { withinBounds } from "./within-bounds.ts";

type Params = Record<string, unknown>;

/** Waits for the end of a task, for hours perhaps, and meanwhile takes nobody's place: the server works on no request. */
const TASK_RESULT = "tasks/result";

/** The requests of one server: over the connection that is open, or after waiting for one and for a free slot. */
export function createRequestSender(deps: {
  serverId: string;
  clock: Clock;
  bounds: RunBounds;
  breaker: CircuitBreaker;
  connection: () => ServerConnection | null;
  connect: () => Promise<ServerConnection>;
  /** Looks at a request that has waited, once it could be sent; what it throws refuses the request. */
  check: (method: string, params: Params) => void;
  /** Hears that a call is made once more. */
  onRepeat: (cause: CoreError) => void;
}) {
  const { clock, bounds, breaker } = deps;
  const slots = createRequestSlots(bounds);
  let lastUsedAt = 0;
  /** For results of tasks. */
  let waits = 0;

  const leave = (): void => {
    lastUsedAt = clock.now();
    slots.release();
  };
  /** The server works on a large answer until the last of it is read. */
  const leaveAfter = (outcome: ServerOutcome | null): void => {
    if (outcome?.kind === "result" && outcome.large) void outcome.large.over.then(leave);
    else leave();
  };

  /** One request on a connection, and what its end says about the server. @param end hears it too; null: a failure */
  async function ask(
    connection: ServerConnection,
    method: string,
    params: Params,
    options: ServerRequestOptions,
    end?: (outcome: ServerOutcome | null) => void,
  ): Promise<ServerOutcome> {
    let outcome: ServerOutcome | null = null;
    let silence: ReturnType<typeof boundSilence> | null = null;
    let isAsked = false;
    try {
      breaker.enter();
      isAsked = true;
      const { silenceTimeoutMs } = bounds;
      if (silenceTimeoutMs !== null && method !== TASK_RESULT) silence = boundSilence(clock, silenceTimeoutMs, options);
      outcome = await connection.request(method, params, silence?.options ?? options);
      breaker.answered();
      return outcome;
    } catch (error) {
      if (!isAsked) throw error;
      const meaning = silence ? silence.explain(error) : error;
      breaker.failed(meaning);
      throw meaning;
    } finally {
      silence?.end();
      end?.(outcome);
    }
  }

  async function sendAfterWaiting(
    method: string,
    params: Params,
    options: ServerRequestOptions,
  ): Promise<ServerOutcome> {
    const startedAt = clock.now();
    const wait = withinBounds(
      clock,
      options,
      `The server "${deps.serverId}" did not get to the request within ${options.timeoutMs} ms.`,
    );
    try {
      await slots.take(wait.signal);
      let outcome: ServerOutcome | null = null;
      try {
        const current = deps.connection() ?? (await wait.race(deps.connect()));
        deps.check(method, params);
        const timeoutMs = Math.max(1, options.timeoutMs - (clock.now() - startedAt));
        return (outcome = await ask(current, method, params, { ...options, timeoutMs }));
      } finally {
        leaveAfter(outcome);
      }
    } finally {
      wait.end();
    }
  }

  function once(method: string, params: Params, options: ServerRequestOptions): Promise<ServerOutcome> {
    const current = deps.connection();
    if (!current || !slots.tryTake()) return sendAfterWaiting(method, params, options);
    return ask(current, method, params, options, leaveAfter);
  }

  async function waitForTask(params: Params, options: ServerRequestOptions): Promise<ServerOutcome> {
    waits++;
    try {
      return await ask(await connected(options), TASK_RESULT, params, options);
    } finally {
      waits--;
      lastUsedAt = clock.now();
    }
  }

  async function connected(options: ServerRequestOptions): Promise<ServerConnection> {
    const wait = withinBounds(clock, options, `The server "${deps.serverId}" did not start in time.`);
    try {
      return deps.connection() ?? (await wait.race(deps.connect()));
    } finally {
      wait.end();
    }
  }

  /** An administrator has said so for this tool; nothing else makes Core repeat a call (A43). */
  const isRepeatable = (method: string, params: Params): boolean =>
    method === "tools/call" && typeof params.name === "string" && bounds.isIdempotent(params.name);

  /** The connection broke. */
  const mayRepeat = (options: ServerRequestOptions, error: unknown): boolean =>
    options.signal?.aborted !== true &&
    error instanceof CoreError &&
    // One with a pause was refused by Core itself.
    error.retryAfterSeconds === undefined &&
    (error.code === "server.died" || error.code === "server.unreachable");

  async function twiceIfNeedBe(method: string, params: Params, options: ServerRequestOptions): Promise<ServerOutcome> {
    const startedAt = clock.now();
    try {
      return await once(method, params, options);
    } catch (error) {
      const timeoutMs = options.timeoutMs - (clock.now() - startedAt);
      if (timeoutMs <= 0 || !mayRepeat(options, error)) throw error;
      deps.onRepeat(error as CoreError);
      return once(method, params, { ...options, timeoutMs });
    }
  }

  return {
    /** See `ServerLink`. */
    send(method: string, params: Params, given: ServerRequestOptions): Promise<ServerOutcome> {
      if (method === TASK_RESULT) return waitForTask(params, given);
      const { callTimeoutMs } = bounds;
      const options = callTimeoutMs === null ? given : { ...given, timeoutMs: callTimeoutMs };
      return (isRepeatable(method, params) ? twiceIfNeedBe : once)(method, params, options);
    },
    isBusy: (): boolean => slots.taken > 0 || waits > 0,
    /** When the last request ended; 0 before the first. */
    lastUsedAt: (): number => lastUsedAt,
  };
}
