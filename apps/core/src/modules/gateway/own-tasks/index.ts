import { randomBytes } from "node:crypto";
import type { Clock } from "../../../adapters/clock.ts";
import { isObject, type Json } from "../../json.ts";
import { hasTokenHash, isAnonymous } from "../../principals/principal.ts";
import type { ServerOutcome, TaskWatching } from "../../servers/server-link.ts";
import { MAX_TASK_TTL_MS, taskSupportOf, tasksOf, taskTtl } from "../../servers/task-support.ts";
import type { Enforced } from "../enforce.ts";
import type { Answer, ForwardOptions, GatewayClient, TaskMethod, TaskOptions } from "../gateway.ts";
import type { LiveTasks } from "../tasks/live-tasks.ts";
import { ownTaskLost } from "./own-task-lost.ts";
import type { TaskIds, TaskRef } from "../tasks/task-ids.ts";
import { showTask } from "../tasks/task-state.ts";
import { OwnRun } from "./own-run.ts";
import { createOwnRuns } from "./own-runs.ts";

/** What Core knows of its run beside the id: null, it knows none. */
export interface OwnStanding {
  /** As they were sent, or will be. */
  args: Json;
  approval: TaskRef["approval"];
  /** Nothing of a server's can be seen in it: it is under way, was cancelled, or Core says how it ended. */
  isBare: boolean;
}

/** A call that may go on as a task of Core's own. */
export interface OwnStart {
  /**
   * Begins it. Resolves with what its client gets when it has become a task, or with the call's own answer. Rejects as the
   * call does, which is on record then.
   */
  begin(): Promise<{ kind: "task"; task: Json } | { kind: "answer"; answer: Answer<unknown> }>;
  /** Its client cannot be told: takes it back. */
  takeBack(): void;
}

/** When the token ends that a client came with. */
const endOf = ({ caller: { credential } }: GatewayClient): number =>
  hasTokenHash(credential) ? (credential.expiresAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;

/**
 * Tasks that Core runs itself, where client and server have no common form of them, or a person has to be waited for
 * (docs/adr/0033). To everything else they look like the tasks of a server.
 */
export function createOwnTasks(deps: {
  ids: TaskIds;
  live: LiveTasks;
  clock: Clock;
  limits: { tasksPerPrincipal: number };
  /** Hears each state of a task. */
  onChange: (client: GatewayClient, ref: TaskRef, task: Json) => void;
  giveUp: (client: GatewayClient, subject: { name: string; args: Json }, requestState: string) => void;
}) {
  const { ids, live, clock } = deps;
  const runs = createOwnRuns({ clock, endedPerPrincipal: deps.limits.tasksPerPrincipal });

  const find = ({ taskId }: TaskRef): OwnRun => {
    const run = runs.find(taskId);
    if (!run) throw ownTaskLost();
    return run;
  };

  /** Why this call becomes one: at once, or when it is held; null: it does not. */
  const reasonOf = (
    client: GatewayClient,
    wish: unknown,
    { target, decision }: Enforced,
  ): "at_once" | "held" | null => {
    if (isAnonymous(client.caller)) return null;
    const form = tasksOf(target.entry.server);
    if (client.era === "legacy") return wish !== undefined && form === "modern" ? "at_once" : null;
    if (client.era !== "modern") return null;
    const { definition } = target.named.capability;
    if (form === "legacy" && taskSupportOf(definition) === "required") return "at_once";
    return decision.effect === "allow" ? null : "held";
  };

  /** Null: at the bound, a call is held as that of a client without tasks. */
  const reserve = (client: GatewayClient, reason: "at_once" | "held"): (() => void) | null => {
    try {
      return live.reserve(client.caller.principal.id);
    } catch (error) {
      if (reason === "held") return null;
      throw error;
    }
  };

  const ttlOf = (wish: unknown): number => taskTtl(isObject(wish) ? wish.ttl : undefined);

  return {
    /**
     * For the first round of a call whose client may have tasks. Null: it is answered as any other. Throws server.busy at
     * the bound.
     */
    take(
      client: GatewayClient,
      subject: { name: string; args: Json },
      asked: Json,
      options: ForwardOptions<unknown>,
      enforced: Enforced,
      forward: (client: GatewayClient, params: Json, options: ForwardOptions<unknown>) => Promise<Answer<unknown>>,
    ): OwnStart | null {
      const reason = reasonOf(client, asked.task, enforced);
      if (reason === null) return null;
      const { task, ...params } = asked;
      // A field of 2025-11-25 only.
      const wish = client.era === "legacy" ? task : undefined;
      const { named, entry } = enforced.target;
      const release = reserve(client, reason);
      if (release === null) return null;
      const key = randomBytes(18).toString("base64url");
      const ttlMs = ttlOf(wish);
      const era = client.era === "legacy" ? "legacy" : "modern";
      const ref: TaskRef = {
        era,
        serverId: named.serverId,
        serverRowId: entry.server.id,
        tool: named.capability.name,
        taskId: key,
        args: null,
        approval: "none",
        until: clock.now() + MAX_TASK_TTL_MS,
        isOwn: true,
      };
      const taskId = ids.seal(client, ref);
      const own: GatewayClient = { ...client };
      const run = new OwnRun(
        {
          key,
          taskId,
          era,
          client: own,
          params,
          options,
          ttlMs,
          forward: (sent, more) => forward(own, sent, more),
          giveUp: (requestState) => deps.giveUp(own, subject, requestState),
        },
        clock,
        (changed) => {
          deps.onChange(own, ref, changed.state());
          if (changed.isOver) runs.trim(changed);
        },
      );
      const takeBack = (): void => run.cancel();
      return {
        takeBack,
        async begin() {
          options.signal?.addEventListener("abort", takeBack);
          try {
            if (options.signal?.aborted) takeBack();
            if (reason === "held") {
              const answer = await run.startHeld();
              if (answer !== null) return { kind: "answer", answer };
            } else run.start();
            runs.add(run);
            const shown = showTask(run.state(), taskId, era, { hidesText: false });
            live.note(own, ref, shown);
            return { kind: "task", task: era === "legacy" ? { task: shown } : shown };
          } finally {
            options.signal?.removeEventListener("abort", takeBack);
            release();
          }
        },
      };
    },

    standingOf({ taskId }: TaskRef): OwnStanding | null {
      const run = runs.find(taskId);
      return run && { args: run.args, approval: run.approval, isBare: run.isBare };
    },

    /** Answers what is asked about a task as its server would. Throws task.not_found; rejects with request.cancelled. */
    async request(
      client: GatewayClient,
      ref: TaskRef,
      method: TaskMethod,
      params: Json,
      options: Pick<TaskOptions, "ask" | "signal">,
    ): Promise<ServerOutcome> {
      const run = find(ref);
      // It goes on with the token of its client that is good for longest.
      if (endOf(client) >= endOf(run.call.client)) Object.assign(run.call.client, { caller: client.caller });
      if (method === "tasks/update") return run.answer(params.inputResponses as Json);
      if (method === "tasks/result") return run.result(options.ask, options.signal);
      if (method !== "tasks/cancel") return { kind: "result", result: run.whole() };
      if (ref.era === "legacy") return run.cancelAsked();
      run.cancel();
      return { kind: "result", result: {} };
    },

    /** Tells of each change of one. Throws task.not_found. */
    watch(ref: TaskRef, onChanged: () => void): TaskWatching {
      const { watchers } = find(ref);
      watchers.add(onChanged);
      return { isTold: true, stop: () => void watchers.delete(onChanged) };
    },

    close: runs.close,
  };
}

export type OwnTasks = ReturnType<typeof createOwnTasks>;
