import type { Clock } from "../../adapters/clock.ts";
import { isObject, type Json } from "../json.ts";
import type { ConnectionScope, ServerNotification, ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { FINAL_STATES, MAX_TASK_ID, TASK_STATUS, taskTtl, UNKNOWN_TASK } from "./task-support.ts";

/** Beyond it a server is not kept running for further tasks. */
const MAX_HELD = 1_000;

interface Held {
  /** The client that began it. */
  owner: string;
  since: number;
  until: number;
  onStatus: (task: Json) => void;
  /** It goes on; what is over stays known, so that its result is asked for where it is. */
  isUnderWay: boolean;
  /** Somebody may still want its result. */
  isWanted: boolean;
}

/** A client, whatever session it comes with. */
const ownerOf = (scope: ConnectionScope | undefined): string =>
  scope ? `${scope.principalId} ${scope.clientKey}` : "";

/** Servers count their tasks anew with each start, so that an id may have become another client's (A24). */
const notTheirs: ServerOutcome = { kind: "error", error: { code: UNKNOWN_TASK, message: "Unknown task" } };

/** What a server has started, in either form; null: it has answered. */
const startedTask = ({ task, resultType, ...rest }: Json): Json | null =>
  isObject(task) ? task : resultType === "task" ? rest : null;

/**
 * The tasks that go on at one connection's server. While there are any, the server is not idle; what it tells of one goes
 * to whoever started it, and to nobody else.
 */
export function createTaskHolds(clock: Clock) {
  const held = new Map<string, Held>();

  const find = (taskId: unknown): Held | undefined => held.get(taskId as string);

  const end = (taskId: unknown, isWanted: boolean): void => {
    const found = find(taskId);
    if (found) Object.assign(found, { isUnderWay: false, isWanted: found.isWanted && isWanted });
  };

  const prune = (): void => {
    const now = clock.now();
    for (const [taskId, { until }] of held) if (until <= now) held.delete(taskId);
  };

  const hold = (task: Json, owner: string, onStatus: Held["onStatus"]): void => {
    const { taskId, status } = task;
    if (typeof taskId !== "string" || taskId.length > MAX_TASK_ID) return;
    const other = find(taskId);
    if (!other && held.size >= MAX_HELD) prune();
    if (!other && held.size >= MAX_HELD) return;
    const known = other?.owner === owner ? other : undefined;
    const since = known?.since ?? clock.now();
    const until = since + taskTtl(task.ttl ?? task.ttlMs);
    const isUnderWay = !FINAL_STATES.has(status) && known?.isUnderWay !== false;
    held.set(taskId, { owner, since, until, onStatus, isUnderWay, isWanted: known?.isWanted ?? true });
  };

  /** What the answer to a request says about tasks. */
  const note = (
    method: string,
    { taskId }: Json,
    outcome: ServerOutcome,
    owner: string,
    onStatus: Held["onStatus"],
  ): void => {
    if (outcome.kind === "error") {
      if (method === "tasks/get" && outcome.error.code === UNKNOWN_TASK) held.delete(taskId as string);
      else if (method === "tasks/result") end(taskId, false);
      return;
    }
    const { result } = outcome;
    if (method === "tools/call") {
      const task = startedTask(result);
      if (task) hold(task, owner, onStatus);
    } else if (method === "tasks/get") {
      hold({ ...result, taskId }, owner, onStatus);
      // Only 2026-07-28 has it in the state.
      if (FINAL_STATES.has(result.status) && result.ttl === undefined) end(taskId, false);
    } else if (method !== "tasks/update") end(taskId, false);
  };

  const hear = (notification: ServerNotification): boolean => {
    const { method, params = {} } = notification;
    if (method !== TASK_STATUS) return false;
    const found = find(params.taskId);
    const wasOver = found?.isUnderWay === false;
    if (FINAL_STATES.has(params.status)) end(params.taskId, true);
    if (!wasOver) found?.onStatus(params);
    return true;
  };

  return {
    /** Whether this client began this one here, and its time is not over. */
    has(taskId: string, scope: ConnectionScope | undefined): boolean {
      prune();
      return find(taskId)?.owner === ownerOf(scope);
    },
    /** Whether any goes on. */
    get areUnderWay(): boolean {
      if (held.size === 0) return false;
      prune();
      return [...held.values()].some(({ isUnderWay }) => isUnderWay);
    },
    /** Whether any goes on, or has a result that nobody has fetched. */
    get areWanted(): boolean {
      prune();
      return [...held.values()].some(({ isUnderWay, isWanted }) => isUnderWay || isWanted);
    },
    /** Takes a notification that is about a task. */
    hear,
    /** Sends a request that is about a task, or that may start one. One that is another client's now is not asked about. */
    async follow(
      method: string,
      params: Json,
      options: ServerRequestOptions,
      send: (options: ServerRequestOptions) => Promise<ServerOutcome>,
    ): Promise<ServerOutcome> {
      const { onTaskStatus, onNotification } = options;
      if (!onTaskStatus) return send(options);
      const owner = ownerOf(options.scope);
      if (method.startsWith("tasks/") && (find(params.taskId)?.owner ?? owner) !== owner) return notTheirs;
      const outcome = await send(
        onNotification
          ? { ...options, onNotification: (notification) => hear(notification) || onNotification(notification) }
          : options,
      );
      note(method, params, outcome, owner, onTaskStatus);
      return outcome;
    },
    /** The connection is gone, and what ran behind it. */
    clear(): void {
      held.clear();
    },
  };
}

export type TaskHolds = ReturnType<typeof createTaskHolds>;
