import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../../adapters/clock.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { isObject, type Json } from "../../json.ts";
import type { Log } from "../../log.ts";
import type { SnapshotSource } from "../../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../../principals/principal.ts";
import { hasTasksExtension, RELATED_TASK, TASK_STATUS } from "../../servers/task-support.ts";
import type { ServerLink, ServerQuestion } from "../../servers/server-link.ts";
import type { Vault } from "../../vault.ts";
import { clientEntry, onRecord } from "../call-record.ts";
import type { createEnforce } from "../enforce.ts";
import type { Answer, Gateway, GatewayClient, TaskMethod, TaskOptions } from "../gateway.ts";
import type { GatewayLimits } from "../gateway-limits.ts";
import type { HoldCall } from "../hold-call.ts";
import type { PutQuestion } from "../questions/put-question.ts";
import type { Scopes } from "../questions/scopes.ts";
import { createOwnTasks } from "../own-tasks/index.ts";
import type { CallQuestions } from "../questions/call-questions.ts";
import type { Resolver } from "../resolve-name.ts";
import { createLiveTasks, type LiveTask } from "./live-tasks.ts";
import { createSendForTask } from "./send-for-task.ts";
import { createStartTask } from "./start-task.ts";
import { createTaskDecision } from "./task-decision.ts";
import { createTaskIds, type TaskRef } from "./task-ids.ts";
import { createTaskQuestions } from "./task-questions.ts";
import { readTaskId, showTask } from "./task-state.ts";
import { createUseTask, unsupported } from "./use-task.ts";
import { createTaskWatching } from "./watch-tasks.ts";

/** The tasks that clients know, which of them a server's message is about, and how a task begins. */
export function createTaskRecords(deps: { vault: Pick<Vault, "seal" | "open">; clock: Clock; limits: GatewayLimits }) {
  const live = createLiveTasks(deps);
  return {
    live,
    ids: createTaskIds(deps),
    /** The task that a server's question names, if it is this client's. */
    related(client: GatewayClient, serverId: string, { params }: ServerQuestion): LiveTask | null {
      const related = isObject(params?._meta) ? params._meta[RELATED_TASK] : undefined;
      if (!isObject(related)) return null;
      return live.of(client).find(({ ref }) => ref.serverId === serverId && ref.taskId === related.taskId) ?? null;
    },
  };
}

/** Calls that go on after their answer, in the forms of 2025-11-25 and 2026-07-28 (docs/adr/0025). */
export function createTasks(
  deps: ReturnType<typeof createTaskRecords> & {
    snapshots: SnapshotSource;
    link: ServerLink;
    audit: AuditRecorder;
    resolver: Resolver;
    enforceTarget: ReturnType<typeof createEnforce>["enforceTarget"];
    put: PutQuestion;
    scopes: Pick<Scopes, "scopeOf" | "currentOf">;
    hold: Pick<HoldCall, "requireActive">;
    offer: Gateway["offer"];
    questions: Pick<CallQuestions, "resume">;
    clock: Clock;
    limits: GatewayLimits;
    log: Log | undefined;
  },
) {
  const { live, log, scopes } = deps;
  const own = createOwnTasks({
    ...deps,
    onChange: (client, ref, task) => onOwnChange(client, ref, task),
    giveUp(client, subject, requestState) {
      try {
        const { waiting } = deps.questions.resume(client, "tools/call", subject, { requestState });
        waiting.giveUp("Its client has taken the task back.");
      } catch (error) {
        // It was given up before: its time was over, or the rights of its client.
        if (!(error instanceof CoreError)) throw error;
      }
    },
  });
  const decision = createTaskDecision({ ...deps, own });

  const isOffered = (client: GatewayClient): boolean => {
    const { capabilities } = deps.offer(client);
    return client.era === "legacy" ? capabilities.tasks !== undefined : hasTasksExtension(capabilities);
  };

  /** What may still be seen of a task; null: nothing. Nothing was asked for, so nothing is recorded. */
  const stillSeen = ({ client, ref }: Pick<LiveTask, "client" | "ref">) => {
    try {
      return decision.decide(client, ref, clientEntry(client, TASK_STATUS, null), false);
    } catch (error) {
      if (error instanceof CoreError) return null;
      throw error;
    }
  };

  /** To the session in which its client was last heard of it, and nobody else. */
  const tellStatus = (client: GatewayClient, ref: TaskRef, said: Json): void => {
    const task = live.find(client, ref);
    const seen = task && stillSeen({ client: scopes.currentOf(task.client), ref });
    if (!seen || ref.era !== "legacy") return;
    try {
      readTaskId(said, ref.era, ref.serverId);
    } catch (error) {
      log?.debug({ err: error, serverId: ref.serverId }, "what a server told of a task was not passed on");
      return;
    }
    const state = showTask(said, task.id, ref.era, seen);
    const teller = task.client;
    live.note(teller, ref, state);
    scopes.scopeOf(teller).tell?.({ method: TASK_STATUS, params: state });
  };

  const onOwnChange = (client: GatewayClient, ref: TaskRef, state: Json): void => {
    const task = live.find(client, ref);
    if (!task) return;
    // To whoever asked about it last, and not to the session in which it began.
    live.note(task.client, ref, showTask(state, task.id, ref.era, { hidesText: false }));
    tellStatus(task.client, ref, state);
  };

  const use = createUseTask({
    ...deps,
    decision,
    questions: createTaskQuestions(deps),
    send: createSendForTask({ ...deps, own, scopeOf: scopes.scopeOf, tellStatus }),
    isOffered,
  });

  const watching = createTaskWatching({ ...deps, own, decision, use });

  const list = (client: GatewayClient, { cursor }: Json): Json => {
    if (isAnonymous(client.caller)) throw unsupported("tasks/list");
    const begun = live.of(client).filter(({ ref }) => ref.era === client.era);
    if (begun.length === 0 && !isOffered(client)) throw unsupported("tasks/list");
    // All fit on one page.
    if (cursor !== undefined)
      throw new CoreError("input.invalid", "This cursor was not given out by Core. Ask for the list without a cursor.");
    const tasks: Json[] = [];
    for (const task of begun) {
      // As whoever asks is now, and not as they were when they began it (A7).
      const seen = stillSeen({ client, ref: task.ref });
      if (seen) tasks.push(showTask(task.state, task.id, task.ref.era, seen));
    }
    return { tasks };
  };

  return {
    start: createStartTask({ ...deps, tellStatus }),
    own,
    isOffered,
    /** See Gateway.useTask. */
    use(client: GatewayClient, method: TaskMethod, params: Json, options: TaskOptions): Promise<Answer<string>> {
      const entry = clientEntry(client, method, options.requestId);
      return onRecord(entry, deps, { caller: client.caller, signal: options.signal }, async () => {
        if (method === "tasks/list") return { kind: "result", result: options.render(list(client, params), method) };
        const answer = await use(client, method, params, options, entry);
        if (method === "tasks/update" || method === "tasks/cancel") watching.moved(params.taskId);
        return answer;
      });
    },
    /** The tasks of which a stream of this client tells. */
    ofSession: watching.ofSession,
  };
}

export type Tasks = ReturnType<typeof createTasks>;
