import type { Clock } from "../../adapters/clock.ts";
import { isObject, type Json } from "../json.ts";
import type { ServerNotification, ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { FINAL_STATES, taskTtl } from "./task-support.ts";

const TASK_STATUS = "notifications/tasks/status";
/** Beyond it a server is not kept running for further tasks. */
const MAX_HELD = 1_000;
const INVALID_PARAMS = -32602;

interface Held {
  since: number;
  until: number;
  onStatus: (task: Json) => void;
}

/** What a server has started, in either form; null: it has answered. */
const startedTask = ({ task, resultType, ...rest }: Json): Json | null =>
  isObject(task) ? task : resultType === "task" ? rest : null;

/**
 * The tasks that go on at one connection's server. While there are any, the server is not idle; what it tells of one goes
 * to whoever started it, and to nobody else.
 */
export function createTaskHolds(clock: Clock) {
  const held = new Map<string, Held>();

  const hold = (task: Json, onStatus: Held["onStatus"]): void => {
    const { taskId, status } = task;
    if (typeof taskId !== "string") return;
    if (FINAL_STATES.has(status)) return void held.delete(taskId);
    if (held.size >= MAX_HELD && !held.has(taskId)) return;
    const since = held.get(taskId)?.since ?? clock.now();
    held.set(taskId, { since, until: since + taskTtl(task.ttl ?? task.ttlMs), onStatus });
  };

  /** What the answer to a request says about tasks. */
  const note = (method: string, { taskId }: Json, outcome: ServerOutcome, onStatus: Held["onStatus"]): void => {
    if (outcome.kind === "error") {
      if (method !== "tools/call" && outcome.error.code === INVALID_PARAMS) held.delete(taskId as string);
    } else if (method === "tools/call") {
      const task = startedTask(outcome.result);
      if (task) hold(task, onStatus);
    } else if (method === "tasks/get") hold({ ...outcome.result, taskId }, onStatus);
    // The result was fetched, or nobody wants it any more.
    else if (method !== "tasks/update") held.delete(taskId as string);
  };

  const hear = (notification: ServerNotification): boolean => {
    const { method, params = {} } = notification;
    if (method !== TASK_STATUS) return false;
    const found = held.get(params.taskId as string);
    if (FINAL_STATES.has(params.status)) held.delete(params.taskId as string);
    found?.onStatus(params);
    return true;
  };

  return {
    has: (taskId: string): boolean => held.has(taskId),
    get isEmpty(): boolean {
      if (held.size === 0) return true;
      const now = clock.now();
      for (const [taskId, { until }] of held) if (until <= now) held.delete(taskId);
      return held.size === 0;
    },
    /** Takes a notification that is about a task. */
    hear,
    /** Sends a request that is about a task, or that may start one. */
    async follow(
      method: string,
      params: Json,
      options: ServerRequestOptions,
      send: (options: ServerRequestOptions) => Promise<ServerOutcome>,
    ): Promise<ServerOutcome> {
      const { onTaskStatus, onNotification } = options;
      if (!onTaskStatus) return send(options);
      const outcome = await send(
        onNotification
          ? { ...options, onNotification: (notification) => hear(notification) || onNotification(notification) }
          : options,
      );
      note(method, params, outcome, onTaskStatus);
      return outcome;
    },
    /** The connection is gone, and what ran behind it. */
    clear(): void {
      held.clear();
    },
  };
}
