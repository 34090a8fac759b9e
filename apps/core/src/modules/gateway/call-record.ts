import type { Decision } from "@peta/policy";
import { CoreError, toPublicError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import type { Log } from "../log.ts";
import type { GatewayClient } from "./gateway.ts";
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

const DENIALS: ReadonlySet<string> = new Set([
  "capability.not_found",
  "capability.changed",
  "task.not_found",
  "permission.denied",
  "permission.approval_required",
  "approval.pending",
  "approval.rejected",
  "approval.expired",
  "approval.limit",
  "server.values_missing",
  "principal.disabled",
  "auth.invalid_token",
  "input.invalid",
  "server.busy",
  "request.unsupported",
  "request.capability_missing",
]);

/** Completes a record with how the request ended in an error. */
export const describeError = (entry: AuditEntry, error: unknown): void => {
  const { code, message } = toPublicError(error);
  entry.outcome = code === "request.cancelled" ? "cancelled" : DENIALS.has(code) ? "denied" : "failed";
  entry.errorCode = code;
  // Whose values it needs is decided after the permissions: their sentence would say that it was let through.
  if (code === "server.values_missing") entry.reason = message;
  else entry.reason ??= message;
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
 * Does what a request asks for and keeps its record: how it ended and how long it took. Rejects with what `act` rejects with,
 * and with audit.unavailable.
 */
export async function onRecord<T>(
  entry: AuditEntry,
  { audit, log }: { audit: AuditRecorder; log: Log | undefined },
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
  } catch (error) {
    describeError(entry, error);
    await end();
    throw error;
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
