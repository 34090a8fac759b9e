import { decide, type Decision, isVisible } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { Json } from "../json.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource, WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import type { ServerLink, ServerNotification } from "../servers/server-link.ts";
import { accessRequest } from "./access.ts";
import {
  clientEntry,
  describeDecision,
  describeError,
  describeTarget,
  keepRecord,
  microsSince,
  stopwatch,
} from "./call-record.ts";
import type { Answer, ForwardedMethod, ForwardOptions, GatewayClient, GatewayLimits } from "./gateway.ts";
import { guardResult, renameLinks } from "./guard-result.ts";
import type { createInFlight } from "./in-flight.ts";
import { prepareParams, readSubject } from "./prepare-params.ts";
import { redact } from "./redact.ts";
import type { Resolver, Target } from "./resolve-name.ts";

export interface ForwardDeps {
  snapshots: SnapshotSource;
  link: ServerLink;
  audit: AuditRecorder;
  clock: Clock;
  limits: GatewayLimits;
  resolver: Resolver;
  inFlight: ReturnType<typeof createInFlight>;
  log: Log | undefined;
}

const NOUN = { "tools/call": "tool", "resources/read": "resource", "prompts/get": "prompt" } as const;

/** INVARIANT: one sentence for what does not exist and for what is hidden, so that nobody can tell them apart. */
const notFound = (method: ForwardedMethod, name: string): CoreError =>
  new CoreError("capability.not_found", `Unknown ${NOUN[method]}: ${name.slice(0, 200)}`);

/** The path of every call: name → decide → forward → guard → record → answer. */
export function createForward(deps: ForwardDeps) {
  const { resolver, clock, limits } = deps;

  const resolve = (
    snapshot: WorkspaceSnapshot,
    client: GatewayClient,
    method: ForwardedMethod,
    name: string,
  ): Target => {
    const target =
      method === "resources/read"
        ? resolver.byUri(snapshot, client, name)
        : resolver.byName(snapshot, client, method === "tools/call" ? "tool" : "prompt", name);
    if (!target) throw notFound(method, name);
    return target;
  };

  /** Returns only what may run. */
  const enforce = (
    snapshot: WorkspaceSnapshot,
    client: GatewayClient,
    method: ForwardedMethod,
    name: string,
    args: Json,
    target: Target,
    entry: AuditEntry,
  ): Decision => {
    const { serverId, capability } = target.named;
    const now = clock.now();
    const decision = decide(
      accessRequest(client, now, method, serverId, capability.kind, capability.name, args),
      snapshot.policy,
    );
    describeDecision(entry, decision);
    if (decision.effect === "allow") return decision;
    const listed = accessRequest(client, now, method, serverId, capability.kind, capability.name, undefined);
    if (!isVisible(listed, snapshot.policy)) throw notFound(method, name);
    if (decision.effect === "deny") throw new CoreError("permission.denied", decision.reason.message);
    throw new CoreError(
      "permission.approval_required",
      `${decision.reason.message} Approvals cannot be given yet, so this call is refused.`,
    );
  };

  const run = async <T>(
    snapshot: WorkspaceSnapshot,
    client: GatewayClient,
    method: ForwardedMethod,
    params: Json,
    options: ForwardOptions<T>,
    target: Target,
    decision: Decision,
    entry: AuditEntry,
  ): Promise<Answer<T>> => {
    const { principal } = client.caller;
    const { serverId } = target.named;
    const { onProgress, signal } = options;
    const progressToken = prepareParams(method, params, target.nameAtServer, decision, entry);
    deps.inFlight.enter(principal.id);
    try {
      const outcome = await deps.link.request(principal.workspaceId, serverId, method, params, {
        timeoutMs: limits.callTimeoutMs,
        onBehalfOf: { principalId: principal.id, ownerId: principal.ownerId },
        ...(signal && { signal }),
        ...(client.info && { clientInfo: client.info }),
        ...(progressToken !== undefined &&
          onProgress && { onNotification: translateProgress(progressToken, onProgress) }),
      });
      if (signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
      if (outcome.kind === "error") {
        entry.outcome = "failed";
        entry.errorCode = `jsonrpc:${outcome.error.code}`;
        return outcome;
      }
      const { result } = outcome;
      guardResult(method, serverId, result);
      const { redactResult } = decision.obligations;
      const shown = redactResult.length === 0 ? result : redact(result, redactResult);
      if (!resolver.isBare(snapshot, client, target)) renameLinks(method, serverId, shown);
      const rendered = options.render(shown);
      if (typeof rendered === "string" && rendered.length > limits.resultLength) {
        throw new CoreError(
          "server.protocol_error",
          `The answer of the server ${serverId} is larger than the ${limits.resultLength} characters that Core passes on.`,
        );
      }
      if (result.isError === true) {
        entry.outcome = "failed";
        entry.errorCode = "tool.error";
        entry.reason = "It was let through; the tool itself reported an error, in the answer.";
      }
      return { kind: "result", result: rendered };
    } finally {
      deps.inFlight.leave(principal.id);
    }
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
    try {
      const { name, args } = readSubject(method, params);
      entry.detail = args;
      const snapshot = deps.snapshots.current(client.caller.principal.workspaceId);
      const target = resolve(snapshot, client, method, name);
      describeTarget(entry, target);
      const decision = enforce(snapshot, client, method, name, args, target, entry);
      options.inspect?.(target.named.capability.definition, args);
      answer = await run(snapshot, client, method, params, options, target, decision, entry);
    } catch (error) {
      describeError(entry, error);
      entry.durationMicros = microsSince(startedAt);
      await keepRecord(deps.audit, entry, deps.log);
      throw error;
    }
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
    return answer;
  };
}

const translateProgress =
  (progressToken: string | number, onProgress: (params: Json) => void) => (notification: ServerNotification) => {
    if (notification.method === "notifications/progress") onProgress({ ...notification.params, progressToken });
  };
