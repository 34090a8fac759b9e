import type { Clock } from "../../adapters/clock.ts";
import { CoreError, toPublicError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Json } from "../json.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../principals/principal.ts";
import type { ResultCache } from "../result-cache/result-cache.ts";
import type { ServerLink } from "../servers/server-link.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import { createCachedAnswers } from "./cached-answers.ts";
import { clientEntry, describeError, endOf, keepRecord, microsSince, stopwatch } from "./call-record.ts";
import { createClearCall, isSameThing } from "./clear-call.ts";
import { readCompletion } from "./completion.ts";
import { requireSeenDefinition } from "./definition-guard.ts";
import { createEnforce, type Enforced, type Use } from "./enforce.ts";
import type { Answer, ForwardedMethod, ForwardOptions, GatewayClient } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import type { HoldCall } from "./hold-call.ts";
import { createCallPlaces, createInFlight } from "./in-flight.ts";
import { checkParams, exactParams, isAnswer, readSubject, statedReasonOf, takeEarlyAnswers } from "./prepare-params.ts";
import { refusalFor } from "./plain-refusal.ts";
import { growingProgress, progressTokenOf } from "./progress.ts";
import type { ApprovedRun, CallQuestions, Resumed, WaitingCall } from "./questions/call-questions.ts";
import type { Resolver } from "./resolve-name.ts";
import { createLargeAnswers } from "./large/large-answers.ts";
import { createRunCall } from "./run-call.ts";
import type { OwnStart, OwnTasks } from "./own-tasks/index.ts";
import type { StartTask } from "./tasks/start-task.ts";

export interface ForwardDeps {
  snapshots: SnapshotSource;
  link: ServerLink;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  limits: GatewayLimits;
  resolver: Resolver;
  gate: ApprovalGate;
  hold: HoldCall;
  cache?: ResultCache;
  questions: CallQuestions;
  tasks: StartTask;
  ownTasks: Pick<OwnTasks, "take">;
  log: Log | undefined;
}

const NOTHING_BEFORE = { approved: null, resumed: null };
const CHANGED_MEANWHILE =
  "The tool, its server or the rules have changed while the call waited for an answer. It was ended. Make it again.";

/** Says how an approved call ended, unless it goes on in a later round. */
async function finishing<T>(
  approved: ApprovedRun | null,
  entry: AuditEntry,
  run: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    const answer = await run();
    if (answer.kind === "input_required") return answer;
    if (entry.outcome === "allowed") await approved?.finish("executed", null);
    else await approved?.finish("failed", "The server answered that the call failed.");
    return answer;
  } catch (error) {
    await approved?.finish("failed", toPublicError(error).message);
    throw error;
  }
}

/** The path of every call: name → decide → approval if asked → forward → guard → record → answer. */
export function createForward(deps: ForwardDeps) {
  const { limits, gate, questions } = deps;
  const { enforce, enforceQuietly } = createEnforce(deps);
  const run = createRunCall({
    ...deps,
    large: createLargeAnswers(deps),
    cached: createCachedAnswers({ ...deps, cache: deps.cache }),
    places: createCallPlaces(limits),
  });
  const clear = createClearCall({ ...deps, enforce, held: createInFlight(limits.callsPerPrincipal) });

  /** Runs what a person has approved, exactly as they saw it, and says how it ended. */
  const runApproved = async <T>(
    asked: { client: GatewayClient; method: Use; name: string; args: Json },
    params: Json,
    options: ForwardOptions<T>,
    first: Enforced,
    entry: AuditEntry,
  ): Promise<Answer<T>> => {
    checkParams(params);
    const { method } = asked;
    const progress = growingProgress(progressTokenOf(params), options.onProgress);
    const { client, enforced, approval } = await clear(
      {
        ...asked,
        statedReason: statedReasonOf(params),
        requestId: options.requestId,
        signal: options.signal,
        onWaiting: options.background?.onHeld ?? progress?.sayWaiting,
        until: options.background?.until,
      },
      first,
      entry,
    );
    const heard = progress ? { ...options, onProgress: progress.pass } : options;
    const subject = { name: asked.name, args: asked.args };
    if (!approval) return run(client, method, params, heard, enforced, entry, { ...NOTHING_BEFORE, subject });
    const { workspaceId } = client.caller.principal;
    const { approvalId, editedArguments, isSteppedUp } = approval;
    options.background?.onApproved({ isSteppedUp, editedArguments });
    const approved: ApprovedRun = {
      editedArguments,
      isSteppedUp,
      finish: (status, reason) => gate.finish(workspaceId, approvalId, status, reason),
    };
    const exact = exactParams(params, editedArguments);
    return finishing(approved, entry, () =>
      run(client, method, exact, heard, enforced, entry, { subject, approved, resumed: null }),
    );
  };

  /** Goes on with a call whose client was asked something: decided anew, and approved before it began. */
  const runResumed = async <T>(
    asked: { client: GatewayClient; method: Use; name: string; args: Json },
    params: Json,
    options: ForwardOptions<T>,
    enforced: Enforced,
    entry: AuditEntry,
    resumed: Resumed,
  ): Promise<Answer<T>> => {
    const { client, method, name, args } = asked;
    const { approved, enforced: before } = resumed.waiting;
    // What nobody has approved goes on only where it is allowed outright: a rule may look at the time or the address.
    const isOther = approved ? !isSameThing(before, enforced) : enforced.decision.effect !== "allow";
    if (isOther) throw new CoreError("permission.denied", CHANGED_MEANWHILE);
    const sent = approved ? exactParams(params, approved.editedArguments) : params;
    return finishing(approved, entry, () =>
      run(client, method, sent, options, enforced, entry, { subject: { name, args }, approved, resumed }),
    );
  };

  /** Tells of what ran without asking, where policy wants a person to know. */
  const notify = ({ caller }: GatewayClient, { target, decision }: Enforced): void => {
    // Nobody has a device on which to hear of what somebody unknown did.
    if (!decision.obligations.notify || decision.effect !== "allow" || isAnonymous(caller)) return;
    const { workspaceId, id: principalId } = caller.principal;
    const { serverId, capability } = target.named;
    deps.events.publish({
      type: "call.notified",
      workspaceId,
      principalId,
      serverId,
      capabilityName: capability.name,
    });
  };

  /** A call that may go on as a task of Core's own: what it is answered with, on record. */
  const beside = async <T>(
    own: OwnStart,
    entry: AuditEntry,
    startedAt: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer<T>> => {
    const begun = await own.begin();
    if (begun.kind === "answer") return begun.answer as Answer<T>;
    entry.reason = `${entry.reason ?? ""} It goes on as a task of Core's own.`.trim();
    entry.durationMicros = microsSince(startedAt);
    try {
      await keepRecord(deps.audit, entry, deps.log);
      // Nobody has heard of the task.
      if (signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
    } catch (error) {
      own.takeBack();
      throw error;
    }
    return begun;
  };

  const forward = async <T>(
    client: GatewayClient,
    method: ForwardedMethod,
    params: Json,
    options: ForwardOptions<T>,
  ): Promise<Answer<T>> => {
    const startedAt = stopwatch();
    const entry = clientEntry(client, method, options.requestId);
    /** Null: it goes on beside this, and is recorded there. */
    let answer: Answer<T> | null;
    let own: OwnStart | null = null;
    let waiting: WaitingCall | null = null;
    let enforced: Enforced;
    try {
      if (method === "completion/complete") {
        const { reference, args } = readCompletion(params);
        entry.detail = args;
        enforced = enforceQuietly(client, reference, args, entry);
        const subject = { name: method, args };
        answer = await run(client, method, params, options, enforced, entry, { ...NOTHING_BEFORE, subject });
      } else {
        const { name, args } = readSubject(method, params);
        entry.detail = args;
        // Somebody unknown is asked nothing, and answers nothing.
        const early = isAnonymous(client.caller) ? null : takeEarlyAnswers(client, params);
        const resumed = isAnswer(params) ? questions.resume(client, method, { name, args }, params) : null;
        waiting = resumed?.waiting ?? null;
        enforced = enforce(client, method, name, args, entry);
        if (options.note !== undefined) entry.reason = `${entry.reason ?? ""} ${options.note}`.trim();
        requireSeenDefinition(options.seenDefinition, enforced.target.named);
        options.inspect?.(enforced.target.named.capability.definition, args);
        if (method === "tools/call") {
          deps.tasks.check(client, params.task, options, enforced);
          if (options.tasks && !resumed)
            own = deps.ownTasks.take(client, { name, args }, params, options, enforced, (then, sent, more) =>
              forward(then, method, sent, more),
            );
        }
        const asked = { client, method, name, args };
        if (own) answer = null;
        else if (resumed) answer = await runResumed(asked, params, options, enforced, entry, resumed);
        else if (enforced.decision.effect !== "allow")
          answer = await runApproved(asked, params, options, enforced, entry);
        else {
          const subject = { name, args };
          answer = await run(client, method, params, options, enforced, entry, { ...NOTHING_BEFORE, subject, early });
        }
      }
    } catch (cause) {
      const error = endOf(cause, options.signal);
      // What goes on at the server has nobody left who may have its answer.
      waiting?.giveUp(toPublicError(error).message);
      describeError(entry, error);
      entry.durationMicros = microsSince(startedAt);
      await keepRecord(deps.audit, entry, deps.log);
      throw refusalFor(client.caller, error, method);
    }
    if (answer === null) return beside<T>(own as OwnStart, entry, startedAt, options.signal);
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
    notify(client, enforced);
    return answer;
  };

  return forward;
}
