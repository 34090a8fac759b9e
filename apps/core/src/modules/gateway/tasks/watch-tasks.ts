import type { AuditEntry } from "../../audit/audit-entry.ts";
import { TASK_CHANGED } from "../../servers/task-support.ts";
import type { ServerLink } from "../../servers/server-link.ts";
import { clientEntry, describeError, keepRecord } from "../call-record.ts";
import type { GatewayClient, SessionPort } from "../gateway.ts";
import type { GatewayLimits } from "../gateway-limits.ts";
import { createInFlight } from "../in-flight.ts";
import { type FollowDeps, type FollowedTask, followTask } from "./follow-task.ts";
import type { LiveTasks } from "./live-tasks.ts";
import { type TaskDecision, taskNotFound } from "./task-decision.ts";
import type { OwnTasks } from "../own-tasks/index.ts";
import type { TaskIds, TaskRef } from "./task-ids.ts";

/** A server that is slow to answer is heard of later: nobody else's notices wait for it. */
const PATIENCE_MS = 5_000;

/** The tasks of whose changes one listen stream tells. */
export interface WatchedTasks {
  /** See LiveSession.watchTask. */
  watch(id: string, requestId: string): Promise<void>;
  /** Ends what its client may no longer see; what it may is shown by the rules of now (A7). */
  recheck(): void;
  close(): void;
}

/**
 * Tells clients of 2026-07-28 of their tasks without being asked (extension tasks, Task Status Notifications). What a
 * server says, the time, and what the client does with a task are all one: a reason to look at it (docs/adr/0031).
 */
export function createTaskWatching(
  deps: Omit<FollowDeps, "stateOf"> & {
    ids: TaskIds;
    live: Pick<LiveTasks, "find">;
    decision: TaskDecision;
    link: Pick<ServerLink, "watchTask">;
    own: Pick<OwnTasks, "watch">;
    limits: GatewayLimits;
  },
) {
  const { ids, live, decision, clock, audit, log } = deps;
  const places = createInFlight(deps.limits.tasksPerPrincipal, "Streams of this principal already tell of", "tasks");
  const everywhere = new Map<string, Set<FollowedTask>>();

  const refOf = (client: GatewayClient, id: string): TaskRef => {
    const ref = ids.open(client, id, clock.now());
    if (ref?.era !== "modern") throw taskNotFound();
    return ref;
  };
  const stateOf: FollowDeps["stateOf"] = (client, id) => {
    const ref = ids.open(client, id, clock.now());
    return ref && (live.find(client, ref)?.state ?? null);
  };
  const newEntry = (client: GatewayClient, requestId: string | null): AuditEntry =>
    clientEntry(client, TASK_CHANGED, requestId);

  const ofSession = (clientNow: () => GatewayClient, port: SessionPort): WatchedTasks => {
    const held = new Map<string, FollowedTask>();

    const follow = (id: string, requestId: string): FollowedTask => {
      const principalId = clientNow().caller.principal.id;
      places.enter(principalId);
      const task = followTask({ ...deps, stateOf }, id, requestId, {
        notify: port.notify,
        ...(port.capabilities && { capabilities: port.capabilities }),
        clientNow,
        onOver() {
          places.leave(principalId);
          held.delete(id);
          const others = everywhere.get(id);
          if (others?.delete(task) && others.size === 0) everywhere.delete(id);
        },
      });
      held.set(id, task);
      everywhere.set(id, (everywhere.get(id) ?? new Set()).add(task));
      return task;
    };

    const begin = async (id: string, requestId: string, entry: AuditEntry): Promise<FollowedTask> => {
      const client = clientNow();
      const ref = refOf(client, id);
      decision.decide(client, ref, entry, false);
      const task = follow(id, requestId);
      const { id: principalId, workspaceId, ownerId } = client.caller.principal;
      try {
        // Before the first look, so that no change falls between.
        const link = ref.isOwn
          ? deps.own.watch(ref, task.touch)
          : await deps.link.watchTask(workspaceId, ref.serverId, {
              taskId: ref.taskId,
              onBehalfOf: { principalId, ownerId },
              onChanged: task.touch,
            });
        if (task.isOver) link.stop();
        else task.link = link;
        return task;
      } catch (error) {
        task.end();
        throw error;
      }
    };

    return {
      async watch(id, requestId) {
        if (held.has(id)) return;
        const entry = newEntry(clientNow(), requestId);
        let stopWaiting = (): void => {};
        const patience = new Promise<null>((resolve) => {
          stopWaiting = clock.after(PATIENCE_MS, () => resolve(null));
        });
        try {
          const begun = begin(id, requestId, entry).catch(async (error: unknown) => {
            describeError(entry, error);
            await keepRecord(audit, entry, log);
            throw error;
          });
          const task = await Promise.race([begun, patience]);
          if (!task) return void begun.then((late) => late.look()).catch(() => {});
          const failure = await Promise.race([task.look(), patience]);
          if (failure === null) return;
          task.end();
          throw failure;
        } finally {
          stopWaiting();
        }
      },
      recheck() {
        for (const [id, task] of held)
          try {
            const client = clientNow();
            decision.decide(client, refOf(client, id), newEntry(client, null), false);
            task.outdate();
          } catch {
            task.end();
          }
      },
      close() {
        for (const task of held.values()) task.end();
      },
    };
  };

  return {
    ofSession,
    /** Its client has just answered for it, or cancelled it. */
    moved(id: unknown): void {
      for (const task of everywhere.get(id as string) ?? []) task.moved();
    },
  };
}

export type TaskWatchingOf = ReturnType<typeof createTaskWatching>["ofSession"];
