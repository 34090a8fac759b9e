import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import type { ServerOutcome, ServerRequestOptions } from "../../servers/server-link.ts";
import { hasTasksExtension, MAX_TASK_TTL_MS, RELATED_TASK } from "../../servers/task-support.ts";
import { untilAborted } from "../../until-aborted.ts";
import { withExtension } from "./with-extension.ts";
import { readTaskId, withId } from "./task-state.ts";

/** Sends one request of the call to its server, with what is changed of the call's own options. */
export type Pass = (
  method: string,
  params: Json,
  changed: Partial<ServerRequestOptions>,
  without?: readonly ("signal" | "onQuestion" | "onNotification")[],
) => Promise<ServerOutcome>;

/** How long a call may wait, in milliseconds of the clock, and who hears how the task goes. */
export interface Wait {
  until: number;
  onStatus?: ((message: string) => void) | undefined;
}

/** Sends a call, and waits for the task that its server makes of it. Resolves and rejects as a request does. */
export type AwaitTask = (params: Json, options: ServerRequestOptions, pass: Pass) => Promise<ServerOutcome>;

const MISSING_CAPABILITY = -32021;
/** How long to wait before asking again, in milliseconds, whatever the server suggests. */
const [POLL_MIN_MS, POLL_MS, POLL_MAX_MS] = [250, 1_000, 5_000];
const MAX_MESSAGE = 4_096;
const CANCEL_WITHIN_MS = 10_000;
/** Begins the state with which a call comes back that a task has asked something for: between here and `rounds` only. */
const STATE = "peta-task:";
/** In texts, in place of an id that is nobody's business but the server's. */
const NAMELESS = "this task";

const pollAfter = (interval: unknown): number =>
  typeof interval === "number" ? Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, interval)) : POLL_MS;

const error = (code: number, message: string): ServerOutcome => ({ kind: "error", error: { code, message } });

/** A server's refusal because the client does not declare the extension (2026-07-28, extension tasks). */
export const wantsTasks = (outcome: ServerOutcome): boolean => {
  if (outcome.kind !== "error" || outcome.error.code !== MISSING_CAPABILITY) return false;
  const { data } = outcome.error;
  return isObject(data) && hasTasksExtension(data.requiredCapabilities as Json | undefined);
};

/** Whether a call is one that a task has asked something for, and comes back with answers. */
const taskOf = ({ requestState }: Json): string | null =>
  typeof requestState === "string" && requestState.startsWith(STATE) ? requestState.slice(STATE.length) : null;

/**
 * Runs a server's task inside a call, for a client that has none: the call takes as long as the task does, and the task
 * asks as a call does (docs/adr/0033). The server's id of it is told to nobody.
 */
export function createAwaitTask({ clock }: { clock: Clock }) {
  const nameless = (outcome: ServerOutcome, taskId: string): ServerOutcome =>
    outcome.kind === "error"
      ? { kind: "error", error: { ...outcome.error, message: withId(outcome.error.message, taskId, NAMELESS) } }
      : outcome;

  const cancel = (pass: Pass, taskId: string): void => {
    const changed = { timeoutMs: CANCEL_WITHIN_MS, onTaskStatus: () => {} };
    pass("tasks/cancel", { taskId }, changed, ["signal", "onQuestion", "onNotification"]).catch(() => {});
  };

  /** What the client or the clock ends is ended at the server too; what died is not started again for that. */
  const orCancel = async (run: () => Promise<ServerOutcome>, pass: Pass, taskId: string): Promise<ServerOutcome> => {
    try {
      return nameless(await run(), taskId);
    } catch (problem) {
      const { code } = problem as Partial<CoreError>;
      if (code === "request.cancelled" || code === "server.timeout") cancel(pass, taskId);
      throw problem;
    }
  };

  const listen = ({ onStatus }: Wait): ((task: Json) => void) => {
    let last: unknown;
    return ({ statusMessage, taskId }) => {
      if (typeof statusMessage !== "string" || statusMessage === last) return;
      last = statusMessage;
      onStatus?.(withId(statusMessage.slice(0, MAX_MESSAGE), String(taskId), NAMELESS));
    };
  };

  const left = (until: number): number => Math.max(1, until - clock.now());

  const ofLegacy =
    (serverId: string, wait: Wait): AwaitTask =>
    async (params, _options, pass) => {
      const { until } = wait;
      const onTaskStatus = listen(wait);
      const begun = await pass(
        "tools/call",
        { ...params, task: { ttl: Math.min(MAX_TASK_TTL_MS, left(until)) } },
        { onTaskStatus },
      );
      if (begun.kind === "error" || !isObject(begun.result.task)) return begun;
      const taskId = readTaskId(begun.result.task, "legacy", serverId);
      return orCancel(
        async () => {
          const outcome = await pass("tasks/result", { taskId }, { onTaskStatus, timeoutMs: left(until) });
          if (outcome.kind === "result" && isObject(outcome.result._meta)) delete outcome.result._meta[RELATED_TASK];
          return outcome;
        },
        pass,
        taskId,
      );
    };

  const sleep = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    let stop = (): void => {};
    const slept = new Promise<void>((resolve) => (stop = clock.after(ms, resolve)));
    try {
      await (signal ? untilAborted(slept, signal) : slept);
    } catch {
      throw new CoreError("request.cancelled", "The request was cancelled.");
    } finally {
      stop();
    }
  };

  /** The outcome of the call, by the task's last state; null: it goes on. */
  const outcomeOf = ({ status, result, error: failure, inputRequests }: Json, taskId: string): ServerOutcome | null => {
    if (status === "completed")
      return isObject(result) ? { kind: "result", result } : error(-32603, "The task ended without a result.");
    if (status === "cancelled") return error(-32603, "The server cancelled the task that it made of this call.");
    if (status === "failed")
      return isObject(failure) && typeof failure.code === "number" && typeof failure.message === "string"
        ? { kind: "error", error: failure as { code: number; message: string } }
        : error(-32603, "The task failed, and the server does not say why.");
    if (status !== "input_required") return null;
    return {
      kind: "result",
      result: { resultType: "input_required", inputRequests: inputRequests ?? {}, requestState: `${STATE}${taskId}` },
    };
  };

  const ofModern =
    (serverId: string, wait: Wait, isAtOnce: boolean): AwaitTask =>
    async (params, options, pass) => {
      const { until } = wait;
      const { signal } = options;
      const onTaskStatus = listen(wait);
      const changed: Partial<ServerRequestOptions> = {
        clientCapabilities: withExtension(options.clientCapabilities),
        onTaskStatus,
      };
      const follow = (taskId: string, first: Json): Promise<ServerOutcome> =>
        orCancel(
          async () => {
            for (let { pollIntervalMs } = first; ; ) {
              await sleep(Math.min(pollAfter(pollIntervalMs), left(until)), signal);
              const answer = await pass("tasks/get", { taskId }, changed);
              if (answer.kind === "error") return answer;
              if (readTaskId(answer.result, "modern", serverId) !== taskId)
                throw new CoreError("server.protocol_error", `The server ${serverId} answered with another task.`);
              onTaskStatus(answer.result);
              const outcome = outcomeOf(answer.result, taskId);
              if (outcome) return outcome;
              if (clock.now() >= until)
                throw new CoreError("server.timeout", `The server ${serverId} did not finish its task in time.`);
              ({ pollIntervalMs } = answer.result);
            }
          },
          pass,
          taskId,
        );
      const known = taskOf(params);
      if (known !== null) {
        const answers = { taskId: known, inputResponses: params.inputResponses };
        const told = await orCancel(() => pass("tasks/update", answers, changed), pass, known);
        return told.kind === "error" ? told : follow(known, {});
      }
      let begun = await pass("tools/call", params, isAtOnce ? changed : {});
      if (!isAtOnce && wantsTasks(begun)) begun = await pass("tools/call", params, changed);
      if (begun.kind === "error" || begun.result.resultType !== "task") return begun;
      return follow(readTaskId(begun.result, "modern", serverId), begun.result);
    };

  return { ofLegacy, ofModern };
}
