import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import { isObject, type Json } from "../../json.ts";
import type { Clock } from "../../../adapters/clock.ts";
import {
  hasTasksExtension,
  MAX_TASK_TTL_MS,
  taskSupportOf,
  tasksOf,
  TASKS_EXTENSION,
} from "../../servers/task-support.ts";
import { isAnonymous } from "../../principals/principal.ts";
import type { ServerOutcome, ServerRequestOptions } from "../../servers/server-link.ts";
import type { Enforced } from "../enforce.ts";
import type { ForwardedMethod, ForwardOptions, GatewayClient } from "../gateway.ts";
import type { ApprovedRun } from "../questions/call-questions.ts";
import { type AwaitedTask, createAwaitTask, type Wait } from "./await-task.ts";
import { wantsTasks } from "./awaited-outcome.ts";
import type { LiveTasks } from "./live-tasks.ts";
import type { TaskIds, TaskRef } from "./task-ids.ts";
import { keptMeta, readTaskId, showTask } from "./task-state.ts";
import { withExtension } from "./with-extension.ts";

/** A call that may become a task. */
export interface StartingTask {
  /** Sent as `params.task`; null: the server decides (2026-07-28). */
  readonly wish: Json | null;
  reach(given: ServerRequestOptions): void;
  /** What the client gets when the call has become a task; null: it was answered, or goes on as a call. */
  started(outcome: ServerOutcome, entry: AuditEntry): Json | null;
  /** The call is over, or waits for its client. */
  release(): void;
}

const readWish = (wish: unknown): Json => {
  if (!isObject(wish)) throw new CoreError("input.invalid", "params.task must be an object.");
  const { ttl } = wish;
  if (ttl === undefined || ttl === null) return {};
  if (typeof ttl !== "number" || ttl < 0) throw new CoreError("input.invalid", "params.task.ttl must be a number.");
  return { ttl: Math.min(ttl, MAX_TASK_TTL_MS) };
};

const onlyAsTask = ({ serverId, capability }: Enforced["target"]["named"]): CoreError =>
  new CoreError(
    "request.unsupported",
    `The tool ${capability.name} of the server ${serverId} runs only as a task: call it as a client with a sign-in.`,
  );

const isWished = (client: GatewayClient, wish: unknown, { tasks }: Pick<ForwardOptions<unknown>, "tasks">): boolean =>
  client.era === "legacy" && tasks === true && wish !== undefined;

/**
 * Begins tasks where client and server speak the same form of them; every other call stays an ordinary one
 * (docs/adr/0025).
 */
export function createStartTask(deps: {
  ids: TaskIds;
  live: LiveTasks;
  clock: Clock;
  /** Hears what the server says of the task by itself. */
  tellStatus: (client: GatewayClient, ref: TaskRef, task: Json) => void;
}) {
  const { ids, live, clock } = deps;
  const awaitTask = createAwaitTask(deps);

  const begin = (
    client: GatewayClient,
    { target, decision }: Enforced,
    wish: Json | null,
    run: { args: Json; approved: ApprovedRun | null },
  ): StartingTask => {
    const era = wish ? "legacy" : "modern";
    const { serverId, capability } = target.named;
    const release = live.reserve(client.caller.principal.id);
    const hidden = { hidesText: decision.obligations.redactResult.length > 0 };
    let ref: TaskRef | null = null;
    return {
      wish,
      release,
      reach(given) {
        if (!wish) given.clientCapabilities = withExtension(given.clientCapabilities);
        given.onTaskStatus = (task) => ref && deps.tellStatus(client, ref, task);
      },
      started(outcome, entry) {
        if (outcome.kind === "error") return null;
        const { result } = outcome;
        const task = wish ? result.task : result.resultType === "task" ? result : null;
        if (!isObject(task)) return null;
        const { approved } = run;
        ref = {
          era,
          serverId,
          serverRowId: target.entry.server.id,
          tool: capability.name,
          taskId: readTaskId(task, era, serverId),
          args: approved?.editedArguments ?? run.args,
          approval: approved ? (approved.isSteppedUp ? "stepped_up" : "approved") : "none",
          until: clock.now() + MAX_TASK_TTL_MS,
        };
        const shown = showTask(task, ids.seal(client, ref), era, hidden);
        live.note(client, ref, shown);
        entry.reason = `${entry.reason ?? ""} It goes on as a task.`.trim();
        const meta = keptMeta(result, hidden);
        return { ...(wish ? { task: shown } : shown), ...(meta && { _meta: meta }) };
      },
    };
  };

  return {
    /**
     * Before anybody is asked to approve the call. Throws request.unsupported for a tool that runs no tasks and, without a
     * sign-in, for one that runs nothing else; input.invalid.
     */
    check(
      client: GatewayClient,
      wish: unknown,
      options: Pick<ForwardOptions<unknown>, "tasks">,
      { target }: Enforced,
    ): void {
      const { named, entry } = target;
      const form = tasksOf(entry.server);
      const support = form === "legacy" ? taskSupportOf(named.capability.definition) : "forbidden";
      if (isWished(client, wish, options)) {
        readWish(wish);
        // Those of a server of the other era are Core's own (docs/adr/0033).
        if (support === "forbidden" && form !== "modern")
          throw new CoreError(
            "request.unsupported",
            `The tool ${named.capability.name} of the server ${named.serverId} cannot run as a task. Call it without params.task.`,
          );
      } else if (support === "required" && isAnonymous(client.caller)) throw onlyAsTask(named);
    },

    /**
     * How a call waits for a task of its server's; null: it starts none, or its client gets it.
     * @param callTimeoutMs for a call whose client waits
     */
    awaited(
      client: GatewayClient,
      method: ForwardedMethod,
      options: Pick<ForwardOptions<unknown>, "background" | "capabilities" | "tasks">,
      { target }: Enforced,
      callTimeoutMs: number,
    ): AwaitedTask | null {
      if (method !== "tools/call") return null;
      const { named, entry } = target;
      const form = tasksOf(entry.server);
      if (form === null || isAnonymous(client.caller)) return null;
      const { background } = options;
      const wait: Wait = {
        until: () => background?.until ?? clock.now() + callTimeoutMs,
        onStatus: background?.onStatus,
      };
      if (form === "modern") {
        // A client of 2026-07-28 declares the extension, or is told by the server that it has to. One that does gets no task
        // of a tool that it calls through another.
        const getsNone = options.tasks !== true && hasTasksExtension(options.capabilities);
        if (client.era === "modern" && !background && !getsNone) return null;
        return awaitTask.ofModern(named.serverId, wait, background !== undefined);
      }
      const isRequired = taskSupportOf(named.capability.definition) === "required";
      return isRequired ? awaitTask.ofLegacy(named.serverId, wait) : null;
    },

    /** What was checked. Null: the call is an ordinary one. Throws server.busy at the bound. */
    begin(
      client: GatewayClient,
      method: ForwardedMethod,
      wish: unknown,
      options: Pick<ForwardOptions<unknown>, "tasks" | "background">,
      enforced: Enforced,
      run: { args: Json; approved: ApprovedRun | null },
    ): StartingTask | null {
      // What runs in the background is its client's task already.
      if (method !== "tools/call" || !options.tasks || options.background) return null;
      if (isWished(client, wish, options)) return begin(client, enforced, readWish(wish), run);
      if (client.era !== "modern" || tasksOf(enforced.target.entry.server) !== "modern") return null;
      try {
        return begin(client, enforced, null, run);
      } catch (error) {
        // At the bound the server is not told that it may start one, and answers at once if it can.
        if (error instanceof CoreError && error.code === "server.busy") return null;
        throw error;
      }
    },

    /** What is to be said of a server's error that it answers with tasks only; null: it is another. Throws server.busy. */
    refusalOf(
      outcome: ServerOutcome,
      client: GatewayClient,
      { target }: Enforced,
      mayHaveTasks: boolean,
    ): CoreError | null {
      if (!wantsTasks(outcome)) return null;
      // The client has said that it knows tasks: it is at its bound.
      if (mayHaveTasks) live.reserve(client.caller.principal.id)();
      if (isAnonymous(client.caller)) return onlyAsTask(target.named);
      const { serverId, capability } = target.named;
      return new CoreError(
        "request.unsupported",
        `The tool ${capability.name} of the server ${serverId} answers only with a task of the extension ${TASKS_EXTENSION}: call it directly, from a client of protocol version 2026-07-28 that declares it.`,
      );
    },
  };
}

export type StartTask = ReturnType<typeof createStartTask>;
