import { createHash } from "node:crypto";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../../audit/audit-entry.ts";
import type { Json } from "../../json.ts";
import type { Log } from "../../log.ts";
import { FINAL_STATES, TASK_CHANGED } from "../../servers/task-support.ts";
import type { TaskWatching } from "../../servers/server-link.ts";
import { clientEntry, describeError, keepRecord } from "../call-record.ts";
import type { GatewayClient, SessionPort } from "../gateway.ts";
import { requireTimeLeft } from "../rights-ended.ts";
import type { UseTask } from "./use-task.ts";
import { pollAfter, restAfter } from "./watch-pace.ts";

/** The task is gone, or its client may not see it any more. */
const ENDS: ReadonlySet<string> = new Set([
  "task.not_found",
  "permission.denied",
  "capability.not_found",
  "request.unsupported",
  "principal.disabled",
  "auth.invalid_token",
]);
/** What is said of a state that its client cannot be shown. */
const UNSHOWN = "server.protocol_error";
const NOTHING_TOLD = "Nothing more of the task is told.";

export interface FollowDeps {
  use: UseTask;
  /** What is known of the task: its state without content. */
  stateOf: (client: GatewayClient, id: string) => Json | null;
  audit: AuditRecorder;
  clock: Clock;
  log: Log | undefined;
}

/** One task of whose changes a stream tells. */
export interface FollowedTask {
  /** Set once its server was asked to tell of it. */
  link: TaskWatching | null;
  readonly isOver: boolean;
  /** Looks at it now, and goes on from there. Resolves with why nothing could be told; null: something was. */
  look(): Promise<Error | null>;
  /** Looks at it soon, however often its server says that something has changed (A35). */
  touch(): void;
  /** Other rights or rules are in force: what was asked for under those before is not told (A7). */
  outdate(): void;
  /** Looks at it at once: its client has answered for it, or cancelled it. */
  moved(): void;
  end(): void;
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64");

/**
 * Follows a task to its end, and tells its client of each state. A state is what `tasks/get` says at that moment, by
 * the rights and rules of that moment: nothing is told that the client could not have fetched (A7).
 * @param to the stream, its client as it is at each moment, and who hears that it is over
 */
export function followTask(
  { use, stateOf, audit, clock, log }: FollowDeps,
  id: string,
  requestId: string,
  to: Pick<SessionPort, "notify" | "capabilities"> & { clientNow: () => GatewayClient; onOver: () => void },
): FollowedTask {
  const { clientNow, capabilities } = to;
  const abort = new AbortController();
  /** Of the state that was told last; null: of none. */
  let told: string | null = null;
  /** Why it could not be told from the beginning is on record. */
  let isRefused = false;
  /** From the beginning on: the first look is at hand, and there is one at a time. */
  let isLooking = true;
  /** Something happened while it was looked at. */
  let isStale = false;
  /** What may be seen of it has changed while it was looked at. */
  let isOutdated = false;
  let restsUntil = 0;
  let cancelTimer = (): void => {};

  const tell = async (entry: AuditEntry): Promise<void> => {
    let state: Json = {};
    const client = clientNow();
    requireTimeLeft(client.caller, clock.now(), NOTHING_TOLD);
    const answer = await use(
      client,
      "tasks/get",
      { taskId: id },
      {
        ...(capabilities && { capabilities }),
        requestId,
        signal: abort.signal,
        render: (shown) => JSON.stringify((state = shown)),
      },
      entry,
    );
    if (answer.kind !== "result") throw new CoreError("server.protocol_error", "The server did not say how it goes.");
    if (isOutdated) return;
    const digest = digestOf(answer.result);
    if (digest === told) return;
    // Beside what it begins with, what holds content is on record, as what a client fetches is.
    if (told === null || state.status !== "working") await keepRecord(audit, entry, log);
    if (task.isOver || isOutdated) return;
    told = digest;
    to.notify({ method: TASK_CHANGED, params: state });
  };

  const again = (afterMs: number): void => {
    cancelTimer = clock.after(afterMs, () => void task.look());
  };

  const task: FollowedTask & { isOver: boolean } = {
    link: null,
    isOver: false,
    async look() {
      if (task.isOver) return null;
      cancelTimer();
      isLooking = true;
      isStale = isOutdated = false;
      const entry = clientEntry(clientNow(), TASK_CHANGED, requestId);
      let failure: Error | null = null;
      try {
        await tell(entry);
      } catch (error) {
        failure = error as Error;
        log?.debug({ err: error }, "the state of a task could not be told");
        if (told === null && !isRefused && !task.isOver) {
          isRefused = true;
          describeError(entry, error);
          await keepRecord(audit, entry, log).catch(() => {});
        }
      }
      isLooking = false;
      if (task.isOver) return failure;
      const { status, pollIntervalMs } = stateOf(clientNow(), id) ?? {};
      restsUntil = clock.now() + restAfter(status, failure !== null);
      const code = failure instanceof CoreError ? failure.code : null;
      // What of its last state cannot be shown is not asked for again; what could not be recorded is.
      const isLast = FINAL_STATES.has(status) && !isOutdated && (failure === null || code === UNSHOWN);
      if (isLast || (code !== null && ENDS.has(code))) task.end();
      else if (isStale || isOutdated) task.touch();
      else again(pollAfter(pollIntervalMs, task.link?.isTold === true, failure !== null));
      return failure;
    },
    touch() {
      if (task.isOver) return;
      const restMs = restsUntil - clock.now();
      if (isLooking) isStale = true;
      else {
        cancelTimer();
        if (restMs > 0) again(restMs);
        else void task.look();
      }
    },
    outdate() {
      isOutdated = true;
    },
    moved() {
      restsUntil = 0;
      task.touch();
    },
    end() {
      if (task.isOver) return;
      task.isOver = true;
      cancelTimer();
      abort.abort();
      task.link?.stop();
      to.onOver();
    },
  };
  return task;
}
