import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Json } from "../json.ts";
import { redact } from "../redact.ts";
import type { CacheMark } from "../result-cache/result-cache.ts";
import { eraOf } from "../servers/server.ts";
import type { ServerLink, ServerOutcome, ServerRequestOptions } from "../servers/server-link.ts";
import { type createCachedAnswers, markCached } from "./cached-answers.ts";
import { createListener } from "./call-listener.ts";
import { describeServerError, describeToolError } from "./call-record.ts";
import { requireSeenDefinition } from "./definition-guard.ts";
import type { Enforced } from "./enforce.ts";
import type { Answer, ForwardedMethod, ForwardOptions, GatewayClient } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import { guardLength, guardResult, renameLinks } from "./guard-result.ts";
import type { CallPlaces } from "./in-flight.ts";
import type { LargeAnswers } from "./large/large-answers.ts";
import { prepareParams } from "./prepare-params.ts";
import { withoutForgedApproval } from "./reserved-meta.ts";
import { levelForServer } from "./log-levels.ts";
import type { CallQuestions, CallRound, Resumed } from "./questions/call-questions.ts";
import type { Resolver } from "./resolve-name.ts";
import type { StartTask, StartingTask } from "./tasks/start-task.ts";

export interface RunDeps {
  link: ServerLink;
  limits: GatewayLimits;
  resolver: Resolver;
  places: CallPlaces;
  tasks: StartTask;
  cached: ReturnType<typeof createCachedAnswers>;
  questions: CallQuestions;
  large: LargeAnswers;
}

export interface Continued extends Pick<CallRound, "subject" | "approved"> {
  /** The client has answered questions of a call that is under way; null: it begins now. */
  resumed: Resumed | null;
  /** Answers that came with the call itself. Absent where a person has approved the call without them. */
  early?: Json | null;
}

/**
 * Sends what may run to its server, guards the result and renders it; says in the record how it ended. `params` is
 * changed in place. `continued`: under which approval the call runs, and what it goes on with.
 */
export function createRunCall({ link, limits, resolver, places, tasks, cached, questions, large }: RunDeps) {
  const conclude = <T>(
    client: GatewayClient,
    method: ForwardedMethod,
    options: ForwardOptions<T>,
    enforced: Enforced,
    entry: AuditEntry,
    outcome: ServerOutcome,
    mark: CacheMark | null,
  ): Answer<T> => {
    const { snapshot, target, decision } = enforced;
    const { serverId } = target.named;
    const refusal = tasks.refusalOf(outcome, client, enforced, options.tasks === true);
    if (refusal) throw refusal;
    if (outcome.kind === "error") {
      describeServerError(entry, outcome.error.code);
      return { kind: "error", error: withoutForgedApproval(outcome.error) };
    }
    if (outcome.large && options.takeLarge) {
      const isRenamed = !resolver.isBare(snapshot, client, target);
      const parts = large.passOn(outcome.large, { serverId, isRenamed, render: options.render }, entry, options.signal);
      return { kind: "result", result: options.takeLarge(parts) };
    }
    const { result } = outcome;
    guardResult(method, serverId, result);
    const { redactResult } = decision.obligations;
    const shown = redactResult.length === 0 ? result : redact(result, redactResult);
    if (!resolver.isBare(snapshot, client, target)) renameLinks(method, serverId, shown);
    if (mark) markCached(mark, entry, shown);
    const rendered = options.render(shown);
    guardLength(rendered, serverId, limits.resultLength);
    if (result.isError === true) describeToolError(entry);
    return { kind: "result", result: rendered };
  };

  return async <T>(
    client: GatewayClient,
    method: ForwardedMethod,
    params: Json,
    options: ForwardOptions<T>,
    enforced: Enforced,
    entry: AuditEntry,
    { subject, approved, resumed, early }: Continued,
  ): Promise<Answer<T>> => {
    const { target, decision } = enforced;
    // Once more: it may have waited for a person since it was first looked at.
    requireSeenDefinition(options.seenDefinition, target.named);
    const { principal } = client.caller;
    const { serverId } = target.named;
    const { signal } = options;
    // Not among what every server gets.
    const wish = params.task;
    const progressToken = prepareParams(method, params, target.nameAtServer, decision, entry);
    // A server of the other era asks by requests, whatever came before.
    if (early && eraOf(target.entry.server.protocolVersion ?? "") === "modern") params.inputResponses = early;
    const onNotification = createListener(client, progressToken, options.onProgress, options.onMessage);
    const logLevel = onNotification ? levelForServer(client, target) : undefined;
    let mark: CacheMark | null = null;
    // A large answer keeps its place until the last of it was passed on.
    let isHeld = false;
    let isEnded = false;
    const leave = (): void => places.leave(client.caller, target.entry.server);
    places.enter(client.caller, target.entry.server);
    let starting: StartingTask | null;
    try {
      const args = approved?.editedArguments ?? subject.args;
      starting = tasks.begin(client, method, wish, options, enforced, { args, approved });
    } catch (error) {
      leave();
      throw error;
    }
    if (starting?.wish) params.task = starting.wish;
    const awaited = starting ? null : tasks.awaited(client, method, options, enforced, limits.callTimeoutMs);
    const send = (sent: Json, more: Partial<ServerRequestOptions>): Promise<ServerOutcome> => {
      let isPersonal = false;
      const { onQuestion } = more;
      const request = (largeUpTo?: number): Promise<ServerOutcome> => {
        // Filled one by one: spreads that depend on something are slow, and this is made for every call.
        const asked: ServerRequestOptions = {
          timeoutMs: limits.callTimeoutMs,
          onBehalfOf: { principalId: principal.id, ownerId: principal.ownerId },
        };
        if (signal) asked.signal = signal;
        if (options.onSlow) asked.onSlow = options.onSlow;
        if (client.info) asked.clientInfo = client.info;
        if (onNotification) {
          asked.onNotification = onNotification;
          asked.asksProgress = progressToken !== undefined;
        }
        if (logLevel !== undefined) asked.logLevel = logLevel;
        if (largeUpTo !== undefined) asked.largeUpTo = largeUpTo;
        Object.assign(asked, more);
        if (onQuestion) {
          asked.onQuestion = (question, until) => {
            isPersonal = true;
            return onQuestion(question, until);
          };
        }
        starting?.reach(asked);
        if (!awaited) return link.request(principal.workspaceId, serverId, method, sent, asked);
        return awaited.run(sent, asked, (each, its, changed, without = []) => {
          // What a task brings is of the one call that it was made of.
          if (each !== "tools/call") isPersonal = true;
          const own: ServerRequestOptions = { ...asked, ...changed };
          for (const key of without) delete own[key];
          return link.request(principal.workspaceId, serverId, each, its, own);
        });
      };
      const ask = async (): Promise<ServerOutcome> => {
        const outcome = await request();
        return isPersonal && outcome.kind === "result" ? { ...outcome, isPersonal } : outcome;
      };
      // What may become a task of this client is nobody else's answer, nor is that of one that is waited for.
      const isOnlyTheirs = starting !== null || awaited?.mayBePlain === false;
      const answered = isOnlyTheirs ? null : cached.answer(client, enforced, method, sent, ask, more.signal ?? signal);
      if (answered === null) {
        const upTo = large.upTo(method, options, enforced, !resumed);
        if (upTo === undefined) return request();
        return request(upTo).then((outcome) => {
          isHeld = true;
          large.watch(outcome, client, signal, () => {
            isHeld = false;
            if (isEnded) leave();
          });
          return outcome;
        });
      }
      return answered.then((found) => {
        mark = found.mark;
        return found.outcome;
      });
    };
    const round: CallRound = {
      client,
      method,
      params,
      subject,
      options,
      enforced,
      approved,
      listener: onNotification,
      send,
      giveUp: () => awaited?.giveUp(),
      onEnd() {
        cached.called(client, method, enforced);
        isEnded = true;
        if (!isHeld) leave();
      },
    };
    try {
      const end = await (resumed ? questions.goOn(round, resumed) : questions.run(round));
      // Known to its client by the list, even if nobody waits for this answer any more.
      const task = end.kind === "outcome" ? starting?.started(end.outcome, entry) : null;
      if (signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
      if (task) return { kind: "task", task };
      return end.kind === "outcome" ? conclude(client, method, options, enforced, entry, end.outcome, mark) : end;
    } finally {
      starting?.release();
    }
  };
}
