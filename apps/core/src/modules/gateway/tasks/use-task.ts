import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import { isObject, type Json } from "../../json.ts";
import { redact } from "../../redact.ts";
import { isAnonymous } from "../../principals/principal.ts";
import { hasTasksExtension, RELATED_TASK, TASKS_EXTENSION, UNKNOWN_TASK } from "../../servers/task-support.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import type { Clock } from "../../../adapters/clock.ts";
import type { Answer, GatewayClient, TaskMethod, TaskOptions } from "../gateway.ts";
import type { GatewayLimits } from "../gateway-limits.ts";
import type { HoldCall } from "../hold-call.ts";
import { describeServerError, describeToolError } from "../call-record.ts";
import { guardLength, guardResult, renameLinks } from "../guard-result.ts";
import { takeMeta } from "../prepare-params.ts";
import { CapabilityMissing } from "../questions/capability-missing.ts";
import { cleanAnswers } from "../questions/guard-question.ts";
import { withoutForgedApproval } from "../reserved-meta.ts";
import type { Resolver } from "../resolve-name.ts";
import type { LiveTasks } from "./live-tasks.ts";
import { type DecidedTask, type TaskDecision, taskLost, taskNotFound } from "./task-decision.ts";
import type { TaskIds, TaskRef } from "./task-ids.ts";
import type { TaskQuestions } from "./task-questions.ts";
import type { SendForTask } from "./send-for-task.ts";
import { keptMeta, readTaskId, showTask, withId } from "./task-state.ts";

interface Asked {
  client: GatewayClient;
  method: TaskMethod;
  params: Json;
  options: TaskOptions;
  /** As the client knows it. */
  id: string;
  ref: TaskRef;
  decided: DecidedTask;
  entry: AuditEntry;
}

/** A client of 2026-07-28 has to declare the extension with every request about a task. */
export const tasksUndeclared = (): CapabilityMissing =>
  new CapabilityMissing(
    { extensions: { [TASKS_EXTENSION]: {} } },
    `Requests about tasks need a client that declares the extension ${TASKS_EXTENSION}.`,
  );

/**
 * What a client asks about one of its tasks: found by its sealed id, decided anew on the rights and rules of the moment,
 * and put to the server that runs it. Whatever comes back is guarded and redacted as the answer of a call is.
 */
export function createUseTask(deps: {
  ids: TaskIds;
  live: LiveTasks;
  decision: TaskDecision;
  questions: TaskQuestions;
  send: SendForTask;
  resolver: Resolver;
  hold: Pick<HoldCall, "requireActive">;
  clock: Clock;
  limits: GatewayLimits;
  isOffered: (client: GatewayClient) => boolean;
}) {
  const { ids, live, decision, clock, limits } = deps;

  /** A server's own error; that it does not know the task is said in Core's words. */
  const failed = async (
    asked: Asked,
    { error }: Extract<ServerOutcome, { kind: "error" }>,
  ): Promise<Answer<string>> => {
    const { client, method, ref, id, entry } = asked;
    if (error.code === UNKNOWN_TASK && (await isForgotten(asked))) {
      live.forget(client, ref);
      throw taskLost(ref.serverId);
    }
    describeServerError(entry, error.code);
    if (!asked.decided.enforced)
      return { kind: "error", error: { code: error.code, message: "The server did not cancel the task." } };
    // `tasks/result` answers with what the call would have: an error of the tool's own ends the task.
    if (method === "tasks/result") noteState(asked, { status: "failed" });
    return {
      kind: "error",
      error: withoutForgedApproval({ ...error, message: withId(error.message, ref.taskId, id) }),
    };
  };

  /** Only `tasks/get` says no for one reason. */
  const isForgotten = async ({ client, method, options, ref, decided }: Asked): Promise<boolean> => {
    if (method === "tasks/get") return true;
    const outcome = await deps.send(client, "tasks/get", {}, options, ref, decided);
    return outcome.kind === "error" && outcome.error.code === UNKNOWN_TASK;
  };

  const noteState = ({ client, ref, id }: Asked, change: Json): void => {
    const known = live.find(client, ref);
    if (known) live.note(client, ref, { ...known.state, ...change, taskId: id });
  };

  /** The result of the tool's call, as the call itself would have had it. */
  const guarded = ({ client, ref, decided, entry }: Asked, result: Json): Json => {
    const { enforced, target } = decided;
    if (!enforced) throw taskNotFound();
    if (decided.isBare) return result;
    const { serverId } = target.named;
    guardResult("tools/call", serverId, result);
    const { redactResult } = enforced.decision.obligations;
    const shown = redactResult.length === 0 ? result : redact(result, redactResult);
    // Of an own task they were renamed when it ended.
    if (!ref.isOwn && !deps.resolver.isBare(enforced.snapshot, client, target))
      renameLinks("tools/call", serverId, shown);
    if (result.isError === true) describeToolError(entry);
    return shown;
  };

  /** The content of a task of 2026-07-28, by its status. */
  const contentOf = async (asked: Asked, task: Json): Promise<Json> => {
    const { status, result, error, inputRequests } = task;
    if (!asked.decided.enforced) return {};
    if (status === "completed" && isObject(result)) return { result: guarded(asked, result) };
    if (status === "failed" && isObject(error)) return { error: withoutForgedApproval(error) };
    if (status !== "input_required") return {};
    const { client, options, ref, decided, id } = asked;
    // They were looked at and recorded when the call gave them out.
    if (ref.isOwn) return { inputRequests };
    return { inputRequests: await deps.questions.show(client, options, ref, decided.target, id, inputRequests) };
  };

  const stateOf = async (asked: Asked, task: Json): Promise<Json> => {
    const { client, ref, id, decided } = asked;
    if (readTaskId(task, ref.era, ref.serverId) !== ref.taskId)
      throw new CoreError("server.protocol_error", `The server ${ref.serverId} answered with another task.`);
    const shown = showTask(task, id, ref.era, decided);
    live.note(client, ref, shown);
    const meta = keptMeta(task, decided);
    const whole = { ...shown, ...(meta && { _meta: meta }) };
    return ref.era === "legacy" ? whole : { ...whole, ...(await contentOf(asked, task)) };
  };

  const bodyOf = async (asked: Asked, result: Json): Promise<Json> => {
    const { client, method, ref, id } = asked;
    if (!isObject(result)) throw new CoreError("server.protocol_error", `The server ${ref.serverId} sent no object.`);
    if (method === "tasks/get" || (method === "tasks/cancel" && ref.era === "legacy")) return stateOf(asked, result);
    if (method === "tasks/result") {
      const shown = guarded(asked, result);
      noteState(asked, { status: "completed" });
      return { ...shown, _meta: { ...(isObject(shown._meta) && shown._meta), [RELATED_TASK]: { taskId: id } } };
    }
    // Whether it ends or not: nobody asks for it any more.
    if (method === "tasks/cancel") live.forget(client, ref);
    return {};
  };

  const open = (client: GatewayClient, { taskId }: Json, method: string): TaskRef => {
    const ref = ids.open(client, taskId, clock.now());
    if (ref && ref.era === client.era) return ref;
    if (!deps.isOffered(client)) throw unsupported(method);
    throw taskNotFound();
  };

  /** What the server gets beside the id: as the client sent it, without what belongs to this hop (A33). */
  const sentParams = (method: TaskMethod, params: Json): Json => {
    const sent = { ...params };
    takeMeta(sent);
    if (method !== "tasks/update") return sent;
    if (!isObject(sent.inputResponses))
      throw new CoreError("input.invalid", "params.inputResponses must be an object.");
    return { ...sent, inputResponses: cleanAnswers(sent.inputResponses) };
  };

  return async (
    client: GatewayClient,
    method: TaskMethod,
    params: Json,
    options: TaskOptions,
    entry: AuditEntry,
  ): Promise<Answer<string>> => {
    if (isAnonymous(client.caller)) throw unsupported(method);
    if (client.era === "modern" && !hasTasksExtension(options.capabilities))
      throw deps.isOffered(client) ? tasksUndeclared() : unsupported(method);
    const ref = open(client, params, method);
    if (params._meta !== undefined && !isObject(params._meta))
      throw new CoreError("input.invalid", "params._meta must be an object.");
    const id = params.taskId as string;
    const decided = decision.decide(client, ref, entry, method === "tasks/cancel");
    const asked: Asked = { client, method, params, options, id, ref, decided, entry };
    // As whoever the principal is by then: another role, or none at all (A7).
    const decideAgain = async (): Promise<void> => {
      const principal = await deps.hold.requireActive(client);
      asked.client = { ...client, caller: { ...client.caller, principal } };
      asked.decided = decision.decide(asked.client, ref, entry, false);
    };
    const outcome = await deps.send(client, method, sentParams(method, params), options, ref, decided, decideAgain);
    // Hours may have gone by: what is shown is shown by the rights and rules of now.
    if (method === "tasks/result") await decideAgain();
    if (options.signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
    if (outcome.kind === "error") return failed(asked, outcome);
    const rendered = options.render(await bodyOf(asked, outcome.result), method);
    guardLength(rendered, ref.serverId, limits.resultLength);
    return { kind: "result", result: rendered };
  };
}

export type UseTask = ReturnType<typeof createUseTask>;

export const unsupported = (method: string): CoreError =>
  new CoreError(
    "request.unsupported",
    `Core does not offer the method ${method}: no server that you can use runs tasks.`,
  );
