import type { Decision } from "@peta/policy";
import { CoreError, toPublicError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { Log } from "../log.ts";
import type { Caller } from "../principals/principal.ts";
import type { GatewayClient } from "./gateway.ts";
import { refusalFor } from "./plain-refusal.ts";
import { redact } from "../redact.ts";
import type { Target } from "./resolve-name.ts";

/** The part of a record that says who asked. */
export const clientEntry = (client: GatewayClient, action: string, requestId: string | null): AuditEntry => {
  const { principal, channel, ipAddress } = client.caller;
  return {
    workspaceId: principal.workspaceId,
    action,
    outcome: "allowed",
    principalId: principal.id,
    principalHandle: principal.handle,
    channel,
    clientName: client.info?.name ?? null,
    clientVersion: client.info?.version ?? null,
    ipAddress,
    sessionId: client.sessionId,
    requestId,
  };
};

export const describeTarget = (entry: AuditEntry, target: Target): void => {
  entry.serverId = target.named.serverId;
  entry.capabilityKind = target.named.capability.kind;
  entry.capabilityName = target.named.capability.name;
};

const NOTHING_OBSERVED: readonly string[] = [];

export const describeDecision = (entry: AuditEntry, decision: Decision): void => {
  entry.decision = decision.effect;
  const observed =
    decision.observed.length === 0 ? NOTHING_OBSERVED : decision.observed.map((o) => `observe:${o.ruleId}=${o.effect}`);
  entry.determinedBy = observed.length === 0 ? decision.determinedBy : [...decision.determinedBy, ...observed];
  entry.reason = decision.reason.message;
  const { redactArguments } = decision.obligations;
  if (redactArguments.length > 0) entry.detail = redact(entry.detail, redactArguments);
};

/** Refusals of which the decision's own sentence says more than that of the error. */
const OF_DECISION: ReadonlySet<string> = new Set([
  "capability.not_found",
  "task.not_found",
  "permission.denied",
  "permission.approval_required",
  "approval.pending",
  "approval.rejected",
  "approval.expired",
  "approval.limit",
]);
const DENIALS: ReadonlySet<string> = new Set([
  ...OF_DECISION,
  "capability.changed",
  "server.values_missing",
  "principal.disabled",
  "auth.invalid_token",
  "input.invalid",
  "server.busy",
  "request.unsupported",
  "request.capability_missing",
]);

const OUTCOMES: Partial<Record<string, AuditEntry["outcome"]>> = {
  "request.cancelled": "cancelled",
  "approval.pending": "held",
};

/** What went wrong comes first; why it was let through, and what else is said of it, behind. */
const sayFirst = (entry: AuditEntry, sentence: string): void => {
  entry.reason = entry.reason ? `${sentence} ${entry.reason}` : sentence;
};

/** Completes a record with how the request ended in an error. */
export const describeError = (entry: AuditEntry, error: unknown): void => {
  const { code, message } = toPublicError(error);
  entry.outcome = OUTCOMES[code] ?? (DENIALS.has(code) ? "denied" : "failed");
  entry.errorCode = code;
  const isSaid = OF_DECISION.has(code) && entry.decision !== "allow";
  if (!isSaid || !entry.reason) sayFirst(entry, message);
};

/** Completes the record of what its server has answered with an error: in its own words, which no record holds. */
export const describeServerError = (entry: AuditEntry, code: number): void => {
  entry.outcome = "failed";
  entry.errorCode = `jsonrpc:${code}`;
  sayFirst(entry, `The server answered with an error of its own (${code}).`);
};

/** And of a tool that says in its result that it has failed. */
export const describeToolError = (entry: AuditEntry): void => {
  entry.outcome = "failed";
  entry.errorCode = "tool.error";
  sayFirst(entry, "The tool itself reported an error, in its answer.");
};

/** How a request ended: where it was taken back for a reason that is told to the client, its record has that reason too. */
export const endOf = (error: unknown, signal: AbortSignal | undefined): unknown =>
  signal?.reason instanceof CoreError && error instanceof CoreError && error.code === "request.cancelled"
    ? signal.reason
    : error;

/** Milliseconds with fractions; for durations only, never for a rule. */
export const stopwatch = (): number => performance.now();
export const microsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1000);

/**
 * Does what a request asks for and keeps its record: how it ended and how long it took. Rejects with what `act` rejects
 * with, in words for this caller, and with audit.unavailable.
 * @param asked who asks, and the signal that takes the request back
 */
export async function onRecord<T>(
  entry: AuditEntry,
  { audit, log }: { audit: AuditRecorder; log: Log | undefined },
  { caller, signal }: { caller: Caller; signal?: AbortSignal | undefined },
  act: () => Promise<T>,
): Promise<T> {
  const startedAt = stopwatch();
  const end = (): Promise<void> => {
    entry.durationMicros = microsSince(startedAt);
    return keepRecord(audit, entry, log);
  };
  let answer: T;
  try {
    answer = await act();
  } catch (cause) {
    const error = endOf(cause, signal);
    describeError(entry, error);
    await end();
    throw refusalFor(caller, error, entry.action);
  }
  await end();
  return answer;
}

/**
 * Writes the record that an answer waits for. A record that cannot be kept takes the answer's place: rejects with
 * audit.unavailable.
 */
export async function keepRecord(audit: AuditRecorder, entry: AuditEntry, log: Log | undefined): Promise<void> {
  try {
    await audit.record(entry);
  } catch (error) {
    log?.error(
      { err: error, action: entry.action, requestId: entry.requestId },
      "an audit record could not be kept; the answer is withheld",
    );
    if (error instanceof CoreError && error.code === "audit.unavailable") throw error;
    throw new CoreError(
      "audit.unavailable",
      "Core cannot record what happens at the moment and therefore answers nothing. Try again shortly.",
      { cause: error },
    );
  }
}
