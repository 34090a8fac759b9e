import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import type { AnswerQuestion, ServerOutcome, ServerRequestOptions } from "../../servers/server-link.ts";
import { MAX_TASK_TTL_MS, RELATED_TASK, UNKNOWN_TASK } from "../../servers/task-support.ts";
import { untilAborted } from "../../until-aborted.ts";
import { askingTaskOf, nameless, namelessText, outcomeOf, outcomeOfRefusal, wantsTasks } from "./awaited-outcome.ts";
import { readTaskId } from "./task-state.ts";
import { withExtension } from "./with-extension.ts";

/** Sends one request of the call to its server, with what is changed of the call's own options. */
export type Pass = (
  method: string,
  params: Json,
  changed: Partial<ServerRequestOptions>,
  without?: readonly ("signal" | "onQuestion" | "onNotification")[],
) => Promise<ServerOutcome>;

/** How long a call may wait, and who hears how the task goes. */
export interface Wait {
  /** Asked as the call is sent, and again when it comes back with answers: the point of the clock, in milliseconds. */
  until: () => number;
  onStatus?: ((message: string) => void) | undefined;
}

/** One call whose server may make a task of it, or makes one of each. */
export interface AwaitedTask {
  /** Sends the call, and waits for the task that its server makes of it. Resolves and rejects as a request does. */
  run(params: Json, options: ServerRequestOptions, pass: Pass): Promise<ServerOutcome>;
  /** The server decides whether there is a task at all. */
  readonly mayBePlain: boolean;
  /** Nobody answers what the task has asked: it ends at its server too. Does nothing where it asks nothing. */
  giveUp(): void;
}

/** How long to wait before asking again, in milliseconds, whatever the server suggests. */
const [POLL_MIN_MS, POLL_MS, POLL_MAX_MS] = [250, 1_000, 5_000];
const MAX_MESSAGE = 4_096;
const CANCEL_WITHIN_MS = 10_000;
/** A question stops the clock of its call, and not that of the task's life. */
const SPARE_TTL_MS = 15 * 60_000;
/** What goes on at a server that can be told to end it. What died is not started again for that. */
const LEFT_RUNNING: ReadonlySet<unknown> = new Set(["request.cancelled", "server.timeout", "server.protocol_error"]);

const pollAfter = (interval: unknown): number =>
  typeof interval === "number" ? Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, interval)) : POLL_MS;

const cancel = (pass: Pass, taskId: string): void => {
  const changed = { timeoutMs: CANCEL_WITHIN_MS, onTaskStatus: () => {} };
  pass("tasks/cancel", { taskId }, changed, ["signal", "onQuestion", "onNotification"]).catch(() => {});
};

/** What the client, the clock or the server itself ends before its time is ended at the server. */
const orCancel = async (run: () => Promise<ServerOutcome>, pass: Pass, taskId: string): Promise<ServerOutcome> => {
  try {
    return nameless(await run(), taskId);
  } catch (problem) {
    if (LEFT_RUNNING.has((problem as Partial<CoreError>).code)) cancel(pass, taskId);
    throw problem;
  }
};

const listen = ({ onStatus }: Wait): ((task: Json) => void) => {
  let last: unknown;
  return ({ statusMessage, taskId }) => {
    if (typeof statusMessage !== "string" || statusMessage === last) return;
    last = statusMessage;
    onStatus?.(namelessText(statusMessage.slice(0, MAX_MESSAGE), String(taskId)));
  };
};

/** Between its server and Core a question is the task's, and so is the answer (2025-11-25, tasks, Associating Task-Related Messages). */
const asOfTask =
  (ask: AnswerQuestion, taskId: string): AnswerQuestion =>
  async (question, signal) => {
    const { _meta } = question.params ?? {};
    const related = isObject(_meta) ? _meta[RELATED_TASK] : undefined;
    if (!isObject(_meta) || !isObject(related)) return ask(question, signal);
    const { [RELATED_TASK]: _, ...meta } = _meta;
    const outcome = await ask({ ...question, params: { ...question.params, _meta: meta } }, signal);
    if (outcome.kind === "error" || related.taskId !== taskId) return outcome;
    const said = outcome.result._meta;
    return {
      kind: "result",
      result: { ...outcome.result, _meta: { ...(isObject(said) && said), [RELATED_TASK]: { taskId } } },
    };
  };

const sayBusy = (problem: unknown): null => {
  if (problem instanceof CoreError && problem.code === "server.busy") return null;
  throw problem;
};

/**
 * Runs a server's task inside a call, for a client that has none: the call takes as long as the task does, and the task
 * asks as a call does (docs/adr/0033). The server's id of it is told to nobody.
 */
export function createAwaitTask({ clock }: { clock: Clock }) {
  const left = (until: number): number => Math.max(1, until - clock.now());

  const ofLegacy = (serverId: string, wait: Wait): AwaitedTask => ({
    mayBePlain: false,
    giveUp() {},
    async run(params, { onQuestion }, pass) {
      const until = wait.until();
      const onTaskStatus = listen(wait);
      const task = { ttl: Math.min(MAX_TASK_TTL_MS, left(until) + SPARE_TTL_MS) };
      const begun = await pass("tools/call", { ...params, task }, { onTaskStatus });
      if (begun.kind === "error" || !isObject(begun.result.task)) return begun;
      const taskId = readTaskId(begun.result.task, "legacy", serverId);
      const changed: Partial<ServerRequestOptions> = { onTaskStatus, timeoutMs: left(until) };
      if (onQuestion) changed.onQuestion = asOfTask(onQuestion, taskId);
      return orCancel(() => pass("tasks/result", { taskId }, changed), pass, taskId);
    },
  });

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

  /** @param isAtOnce the extension is declared with the call itself, and not only when the server insists on it */
  const ofModern = (serverId: string, wait: Wait, isAtOnce: boolean): AwaitedTask => {
    let endAsking: (() => void) | null = null;

    /** From one state to the next, until the task has ended or asks something. */
    const follow = async (
      taskId: string,
      first: Json,
      until: number,
      signal: AbortSignal | undefined,
      pass: Pass,
      changed: Partial<ServerRequestOptions>,
    ): Promise<ServerOutcome> => {
      for (let { pollIntervalMs } = first; ; ) {
        await sleep(Math.min(pollAfter(pollIntervalMs), left(until)), signal);
        // Too much to do for the moment: the task is none the worse for it.
        const answer = await pass("tasks/get", { taskId }, changed).catch(sayBusy);
        if (answer?.kind === "error") {
          if (answer.error.code !== UNKNOWN_TASK) cancel(pass, taskId);
          return outcomeOfRefusal(answer);
        }
        if (answer) {
          const task = answer.result;
          if (readTaskId(task, "modern", serverId) !== taskId)
            throw new CoreError("server.protocol_error", `The server ${serverId} answered with another task.`);
          changed.onTaskStatus?.(task);
          const outcome = outcomeOf(task, taskId);
          if (task.status === "input_required") endAsking = () => cancel(pass, taskId);
          if (outcome) return outcome;
          ({ pollIntervalMs } = task);
        }
        if (clock.now() >= until)
          throw new CoreError("server.timeout", `The server ${serverId} did not finish its task in time.`);
      }
    };

    return {
      mayBePlain: !isAtOnce,
      giveUp() {
        endAsking?.();
        endAsking = null;
      },
      async run(params, { signal, clientCapabilities }, pass) {
        const until = wait.until();
        endAsking = null;
        const changed = { clientCapabilities: withExtension(clientCapabilities), onTaskStatus: listen(wait) };
        const goOn = (taskId: string, first: Json) =>
          orCancel(() => follow(taskId, first, until, signal, pass, changed), pass, taskId);
        const asking = askingTaskOf(params);
        if (asking !== null) {
          const answers = { taskId: asking, inputResponses: params.inputResponses };
          const told = await orCancel(() => pass("tasks/update", answers, changed), pass, asking);
          if (told.kind === "result") return goOn(asking, {});
          cancel(pass, asking);
          return outcomeOfRefusal(told);
        }
        let begun = await pass("tools/call", params, isAtOnce ? changed : {});
        if (!isAtOnce && wantsTasks(begun)) begun = await pass("tools/call", params, changed);
        if (begun.kind === "error" || begun.result.resultType !== "task") return begun;
        return goOn(readTaskId(begun.result, "modern", serverId), begun.result);
      },
    };
  };

  return { ofLegacy, ofModern };
}
