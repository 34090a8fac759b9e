import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Json } from "../../json.ts";
import { FINAL_STATES, taskTtl } from "../../servers/task-support.ts";
import { clientKeyOf } from "../access.ts";
import type { GatewayClient } from "../gateway.ts";
import type { TaskRef } from "./task-ids.ts";
import { keptState } from "./task-state.ts";

/** A task that a client of this process has. */
export interface LiveTask {
  /** As the client knows it. */
  readonly id: string;
  readonly ref: TaskRef;
  /** The client as it was when it last asked: what is told goes to its session. */
  client: GatewayClient;
  /** What its server said of it last, under the client's id. */
  state: Json;
  readonly since: number;
  until: number;
  /** Questions of it that are on record, by their keys. */
  readonly asked: Set<string>;
}

const SWEEP_AFTER = 1_000;
const isOver = ({ state }: LiveTask): boolean => FINAL_STATES.has(state.status);
const keyOf = (client: GatewayClient, { serverRowId, taskId }: Pick<TaskRef, "serverRowId" | "taskId">): string =>
  `${clientKeyOf(client)} ${serverRowId} ${taskId}`;

/**
 * The tasks of this process, for lists, bounds and what servers tell: bounded, and lost with the process, after which the
 * ids go on to work. Of those that are over, some are kept for the list.
 */
export function createLiveTasks(deps: { clock: Clock; limits: { tasksPerPrincipal: number } }) {
  const { clock } = deps;
  const { tasksPerPrincipal } = deps.limits;
  const byPrincipal = new Map<string, Map<string, LiveTask>>();
  /** Calls under way that may become tasks. */
  const coming = new Map<string, number>();

  const tasksOf = (principalId: string): Map<string, LiveTask> => {
    const tasks = byPrincipal.get(principalId) ?? new Map<string, LiveTask>();
    const now = clock.now();
    for (const [key, task] of tasks) if (task.until <= now) tasks.delete(key);
    if (tasks.size === 0) byPrincipal.delete(principalId);
    return tasks;
  };

  /** Principals that do not come back leave nothing behind for ever. */
  const sweep = (): void => {
    for (const principalId of byPrincipal.keys()) tasksOf(principalId);
  };
  let notedSinceSweep = 0;

  const dropOldest = (tasks: Map<string, LiveTask>): void => {
    for (const [key, task] of tasks) if (isOver(task)) return void tasks.delete(key);
    for (const key of tasks.keys()) return void tasks.delete(key);
  };

  return {
    /** Makes room for one more; the returned function gives it back. Throws server.busy at the bound. */
    reserve(principalId: string): () => void {
      let count = coming.get(principalId) ?? 0;
      for (const task of tasksOf(principalId).values()) if (!isOver(task)) count++;
      if (count >= tasksPerPrincipal)
        throw new CoreError(
          "server.busy",
          `This principal already has ${tasksPerPrincipal} tasks under way. Wait for one of them to end, or cancel one.`,
          { retryAfterSeconds: 10 },
        );
      coming.set(principalId, (coming.get(principalId) ?? 0) + 1);
      let isReserved = true;
      return () => {
        if (!isReserved) return;
        isReserved = false;
        const left = (coming.get(principalId) ?? 1) - 1;
        if (left > 0) coming.set(principalId, left);
        else coming.delete(principalId);
      };
    },
    /** Takes down what a server has said of a task. `said` has the client's id. */
    note(client: GatewayClient, ref: TaskRef, said: Json): LiveTask {
      const state = keptState(said);
      const { id: principalId } = client.caller.principal;
      const tasks = tasksOf(principalId);
      const key = keyOf(client, ref);
      const known = tasks.get(key);
      const since = known?.since ?? clock.now();
      const until = Math.min(ref.until, since + taskTtl(state.ttl ?? state.ttlMs));
      if (known) {
        // What is over stays over, whatever a server says later.
        if (!isOver(known)) Object.assign(known, { state, until });
        known.client = client;
        return known;
      }
      if (tasks.size >= tasksPerPrincipal * 2) dropOldest(tasks);
      if (++notedSinceSweep >= SWEEP_AFTER) {
        notedSinceSweep = 0;
        sweep();
      }
      const task: LiveTask = { id: state.taskId as string, ref, client, state, since, until, asked: new Set() };
      tasks.set(key, task);
      byPrincipal.set(principalId, tasks);
      return task;
    },
    /** The task of this very client under its server's own id. */
    find: (client: GatewayClient, ref: Pick<TaskRef, "serverRowId" | "taskId">): LiveTask | null =>
      tasksOf(client.caller.principal.id).get(keyOf(client, ref)) ?? null,
    forget: (client: GatewayClient, ref: TaskRef): void =>
      void tasksOf(client.caller.principal.id).delete(keyOf(client, ref)),
    /** Oldest first. */
    of: (client: GatewayClient): LiveTask[] =>
      [...tasksOf(client.caller.principal.id).values()].filter(
        (task) => clientKeyOf(task.client) === clientKeyOf(client),
      ),
  };
}

export type LiveTasks = ReturnType<typeof createLiveTasks>;
