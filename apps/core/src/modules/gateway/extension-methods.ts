import { isExtensionMethod } from "@peta/contract";
import { decide, isVisible } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import { isObject, type Json } from "../json.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource, WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../principals/principal.ts";
import { redact } from "../redact.ts";
import { offeredCapabilities } from "../servers/questions/question-kinds.ts";
import { eraOf, type ServerRecord } from "../servers/server.ts";
import type { ConnectionScope, ServerLink, ServerOutcome, ServerRequestOptions } from "../servers/server-link.ts";
import { accessRequest } from "./access.ts";
import { createListener } from "./call-listener.ts";
import { clientEntry, describeDecision, describeServerError, onRecord } from "./call-record.ts";
import type { Answer, Gateway, GatewayClient, PassOnOptions } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import { guardLength } from "./guard-result.ts";
import { createInFlight } from "./in-flight.ts";
import { checkParams, takeMeta, takeReason } from "./prepare-params.ts";
import type { PutQuestion } from "./questions/put-question.ts";
import { withCleanMeta, withoutForgedApproval } from "./reserved-meta.ts";

/** Where a client says which server a method of an extension is for. */
const SERVER_META_KEY = "peta/server";

/** Results that Core would have to take part in (2026-07-28, MRTR; the tasks extension). */
const ONLY_OF_CALLS: ReadonlySet<unknown> = new Set(["input_required", "task"]);

/** INVARIANT: one sentence for methods that nobody offers and for those that are hidden. */
const unknownMethod = (method: string): CoreError =>
  new CoreError("request.unsupported", `Core does not offer the method ${method.slice(0, 100)}.`);

/**
 * Requests of extensions, which Core does not know: passed on unread to servers whose settings allow it, decided as the
 * use of a capability of the kind `method` (docs/adr/0026).
 */
export function createExtensionMethods(deps: {
  snapshots: SnapshotSource;
  link: ServerLink;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  limits: GatewayLimits;
  put: PutQuestion;
  scopeOf: (client: GatewayClient) => ConnectionScope;
  log: Log | undefined;
}): Gateway["passOn"] {
  const { limits, link, clock } = deps;
  const inFlight = createInFlight(limits.callsPerPrincipal);

  const findServer = (
    client: GatewayClient,
    snapshot: WorkspaceSnapshot,
    method: string,
    named: unknown,
  ): ServerRecord => {
    if (isAnonymous(client.caller) || !isExtensionMethod(method)) throw unknownMethod(method);
    const isOffered = (serverId: string): boolean =>
      isVisible(accessRequest(client, clock.now(), method, serverId, "method", method, undefined), snapshot.policy);
    const offering = [...snapshot.servers.values()].filter(
      ({ server }) => (named === undefined || server.serverId === named) && isOffered(server.serverId),
    );
    const [only, ...others] = offering.map(({ server }) => server);
    if (!only) throw unknownMethod(method);
    if (others.length > 0)
      throw new CoreError(
        "input.invalid",
        `Several servers offer ${method}. Name one in params._meta["${SERVER_META_KEY}"]: ${[only, ...others].map(({ serverId }) => serverId).join(", ")}.`,
      );
    return only;
  };

  /** Rules see the params without `_meta`. Nothing of them is kept in the record. */
  const decideOn = (
    client: GatewayClient,
    snapshot: WorkspaceSnapshot,
    { serverId }: ServerRecord,
    method: string,
    { _meta, ...args }: Json,
    entry: AuditEntry,
  ) => {
    const decision = decide(
      accessRequest(client, clock.now(), method, serverId, "method", method, args),
      snapshot.policy,
    );
    describeDecision(entry, decision);
    if (decision.effect === "deny") throw new CoreError("permission.denied", decision.reason.message);
    if (decision.effect !== "allow")
      throw new CoreError(
        "permission.denied",
        "A rule asks for a person's approval, and a method of an extension cannot be held for one.",
      );
    return decision;
  };

  const send = (
    client: GatewayClient,
    server: ServerRecord,
    method: string,
    params: Json,
    progressToken: string | number | undefined,
    options: PassOnOptions,
  ): Promise<ServerOutcome> => {
    const { serverId, workspaceId } = server;
    const { principal } = client.caller;
    const { signal, ask, onSlow, requestId } = options;
    const offered = offeredCapabilities(server, options.capabilities);
    const isModern = eraOf(server.protocolVersion ?? "") === "modern";
    const onNotification = createListener(client, progressToken, options.onProgress, options.onMessage);
    const asked: ServerRequestOptions = {
      timeoutMs: limits.callTimeoutMs,
      onBehalfOf: { principalId: principal.id, ownerId: principal.ownerId },
      scope: deps.scopeOf(client),
      ...(signal && { signal }),
      ...(onSlow && { onSlow }),
      ...(client.info && { clientInfo: client.info }),
      ...(onNotification && { onNotification, asksProgress: progressToken !== undefined }),
      ...(onNotification && client.logLevel !== undefined && { logLevel: client.logLevel }),
      ...(ask && {
        onQuestion: (question, until) =>
          deps.put({ client, serverId, target: null, requestId, capabilities: offered, ask }, question, until),
      }),
    };
    // A modern server asks in its answers, and of those only Core's own methods have further rounds.
    const { sampling: _s, elicitation: _e, roots: _r, ...extensions } = offered ?? {};
    const declared = isModern ? extensions : offered;
    if (declared) asked.clientCapabilities = declared;
    return link.request(workspaceId, serverId, method, params, asked);
  };

  const conclude = (
    outcome: ServerOutcome,
    { serverId }: ServerRecord,
    hidden: readonly string[],
    options: PassOnOptions,
    entry: AuditEntry,
  ): Answer<string> => {
    if (outcome.kind === "error") {
      describeServerError(entry, outcome.error.code);
      return { kind: "error", error: withoutForgedApproval(outcome.error) };
    }
    const { result } = outcome;
    const bad = (what: string): CoreError =>
      new CoreError("server.protocol_error", `The server ${serverId} answered ${entry.action} ${what}.`);
    if (!isObject(result)) throw bad("with something that is not an object");
    if (ONLY_OF_CALLS.has(result.resultType)) throw bad("with a question or a task, which only calls can have");
    const rendered = options.render(withCleanMeta(hidden.length === 0 ? result : redact(result, hidden)));
    guardLength(rendered, serverId, limits.resultLength);
    return { kind: "result", result: rendered };
  };

  return (client, method, params, options) => {
    const entry = clientEntry(client, method.slice(0, 100), options.requestId);
    const { principal } = client.caller;
    return onRecord(entry, deps, { caller: client.caller, signal: options.signal }, async () => {
      checkParams(params);
      const snapshot = deps.snapshots.current(principal.workspaceId);
      const server = findServer(client, snapshot, method, (params._meta as Json | undefined)?.[SERVER_META_KEY]);
      const { serverId } = server;
      Object.assign(entry, { serverId, capabilityKind: "method", capabilityName: method });
      const { obligations } = decideOn(client, snapshot, server, method, params, entry);
      if (obligations.requireReason) takeReason(params, entry);
      const progressToken = takeMeta(params);
      inFlight.enter(principal.id);
      const outcome = await send(client, server, method, params, progressToken, options).finally(() =>
        inFlight.leave(principal.id),
      );
      if (options.signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
      const answer = conclude(outcome, server, obligations.redactResult, options, entry);
      if (obligations.notify)
        deps.events.publish({
          type: "call.notified",
          workspaceId: principal.workspaceId,
          principalId: principal.id,
          serverId,
          capabilityName: method,
        });
      return answer;
    });
  };
}
