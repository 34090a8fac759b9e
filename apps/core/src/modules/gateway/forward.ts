import type { Clock } from "../../adapters/clock.ts";
import { toPublicError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Json } from "../json.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { ResultCache } from "../result-cache/result-cache.ts";
import type { ServerLink } from "../servers/server-link.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import { createCachedAnswers } from "./cached-answers.ts";
import { clientEntry, describeError, keepRecord, microsSince, stopwatch } from "./call-record.ts";
import { createClearCall } from "./clear-call.ts";
import { readCompletion } from "./completion.ts";
import { requireSeenDefinition } from "./definition-guard.ts";
import { createEnforce, type Enforced, type Use } from "./enforce.ts";
import type { Answer, ForwardedMethod, ForwardOptions, GatewayClient, GatewayLimits } from "./gateway.ts";
import type { HoldCall } from "./hold-call.ts";
import { createInFlight } from "./in-flight.ts";
import { checkParams, exactParams, readSubject, statedReasonOf } from "./prepare-params.ts";
import { growingProgress, progressTokenOf } from "./progress.ts";
import type { Resolver } from "./resolve-name.ts";
import { createRunCall } from "./run-call.ts";

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
  log: Log | undefined;
}

/** The path of every call: name → decide → approval if asked → forward → guard → record → answer. */
export function createForward(deps: ForwardDeps) {
  const { limits, gate } = deps;
  const { enforce, enforceQuietly } = createEnforce(deps);
  const run = createRunCall({
    ...deps,
    cached: createCachedAnswers({ ...deps, cache: deps.cache }),
    inFlight: createInFlight(limits.callsPerPrincipal),
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
        onWaiting: progress?.sayWaiting,
      },
      first,
      entry,
    );
    const heard = progress ? { ...options, onProgress: progress.pass } : options;
    if (!approval) return run(client, method, params, heard, enforced, entry);
    const { workspaceId } = client.caller.principal;
    const { approvalId, editedArguments } = approval;
    try {
      const answer = await run(client, method, exactParams(params, editedArguments), heard, enforced, entry);
      if (entry.outcome === "allowed") await gate.finish(workspaceId, approvalId, "executed", null);
      else await gate.finish(workspaceId, approvalId, "failed", "The server answered that the call failed.");
      return answer;
    } catch (error) {
      await gate.finish(workspaceId, approvalId, "failed", toPublicError(error).message);
      throw error;
    }
  };

  /** Tells of what ran without asking, where policy wants a person to know. */
  const notify = ({ caller }: GatewayClient, { target, decision }: Enforced): void => {
    if (!decision.obligations.notify || decision.effect !== "allow") return;
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

  return async <T>(
    client: GatewayClient,
    method: ForwardedMethod,
    params: Json,
    options: ForwardOptions<T>,
  ): Promise<Answer<T>> => {
    const startedAt = stopwatch();
    const entry = clientEntry(client, method, options.requestId);
    let answer: Answer<T>;
    let enforced: Enforced;
    try {
      if (method === "completion/complete") {
        const { reference, args } = readCompletion(params);
        entry.detail = args;
        enforced = enforceQuietly(client, reference, args, entry);
        answer = await run(client, method, params, options, enforced, entry);
      } else {
        const { name, args } = readSubject(method, params);
        entry.detail = args;
        enforced = enforce(client, method, name, args, entry);
        if (options.note !== undefined) entry.reason = `${entry.reason ?? ""} ${options.note}`.trim();
        requireSeenDefinition(options.seenDefinition, enforced.target.named);
        options.inspect?.(enforced.target.named.capability.definition, args);
        answer =
          enforced.decision.effect === "allow"
            ? await run(client, method, params, options, enforced, entry)
            : await runApproved({ client, method, name, args }, params, options, enforced, entry);
      }
    } catch (error) {
      describeError(entry, error);
      entry.durationMicros = microsSince(startedAt);
      await keepRecord(deps.audit, entry, deps.log);
      throw error;
    }
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
    notify(client, enforced);
    return answer;
  };
}
