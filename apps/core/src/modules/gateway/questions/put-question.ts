import type { Clock } from "../../../adapters/clock.ts";
import type { AuditEntry, AuditRecorder } from "../../audit/audit-entry.ts";
import { isObject, type Json } from "../../json.ts";
import type { Log } from "../../log.ts";
import { missingCapability } from "../../servers/questions/question-kinds.ts";
import { RELATED_TASK } from "../../servers/task-support.ts";
import { errorOutcome } from "../../servers/error-outcome.ts";
import type { AnswerQuestion, RequestHold, ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";
import { clientEntry, describeTarget, keepRecord, microsSince, stopwatch } from "../call-record.ts";
import type { GatewayClient } from "../gateway.ts";
import { withCleanMeta } from "../reserved-meta.ts";
import type { LiveTask } from "../tasks/live-tasks.ts";
import type { Target } from "../resolve-name.ts";
import { cleanQuestion, refusalOfContent } from "./guard-question.ts";

const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
/** What clients answer when a person says no (MCP, sampling). */
const USER_REJECTED = -1;

/** Room for a picture to sample from; several may wait for one client (A34). */
const MAX_QUESTION_LENGTH = 2 * 1024 * 1024;

/** Whom a question is put to, and how. */
export interface Addressee {
  client: GatewayClient;
  serverId: string;
  /** The capability that is in use; null for a question outside any call. */
  target: Target | null;
  requestId: string | null;
  /** What the client declares, as far as this server may use it. */
  capabilities: Json | undefined;
  /** Absent: this client cannot be reached. */
  ask: AnswerQuestion | undefined;
  hold?: RequestHold | undefined;
  /** Instead of a refusal to the server: the call cannot go on. */
  onMissing?: ((required: Json) => void) | undefined;
  /** The waiting is bounded elsewhere. */
  isBounded?: boolean;
}

/** Under another name for each side: a task is the server's to its server, and Core's to its client. */
const relate = (said: Json, taskId: string): Json => ({
  ...said,
  _meta: { ...(isObject(said._meta) && said._meta), [RELATED_TASK]: { taskId } },
});

const refuse = (entry: AuditEntry, code: number, message: string): ServerOutcome => {
  entry.outcome = "denied";
  entry.reason = message;
  return errorOutcome(code, message);
};

const ACTIONS: ReadonlySet<unknown> = new Set(["accept", "decline", "cancel"]);

const refusalOfSize = ({ params }: ServerQuestion): string | null =>
  params !== undefined && JSON.stringify(params).length > MAX_QUESTION_LENGTH
    ? `A question may have ${MAX_QUESTION_LENGTH} characters at most.`
    : null;

/** How it ended, never what was asked or answered. */
const describeOutcome = (entry: AuditEntry, outcome: ServerOutcome, signal: AbortSignal): void => {
  if (signal.aborted) entry.outcome = "cancelled";
  else if (outcome.kind === "error") {
    entry.outcome = outcome.error.code === USER_REJECTED ? "denied" : "failed";
    entry.errorCode = `jsonrpc:${outcome.error.code}`;
  } else if (ACTIONS.has(outcome.result.action)) {
    entry.reason = `The client answered: ${outcome.result.action as string}.`;
  }
};

/**
 * Puts a server's question to the client that it belongs to: only what the client declared, nothing that asks for secrets
 * in a form, for a bounded time; and records that it was asked, not what. Never rejects.
 */
export function createPutQuestion(deps: {
  audit: AuditRecorder;
  clock: Clock;
  limits: { questionTimeoutMs: number };
  /** The task that a question is about, if it is this client's. */
  relatedTask: (client: GatewayClient, serverId: string, question: ServerQuestion) => LiveTask | null;
  log: Log | undefined;
}) {
  const { audit, clock, limits, log } = deps;

  const askInTime = async (
    { ask, isBounded }: Addressee,
    question: ServerQuestion,
    signal: AbortSignal,
  ): Promise<ServerOutcome> => {
    if (!ask) return errorOutcome(METHOD_NOT_FOUND, "This client cannot be reached with a question.");
    if (isBounded) return ask(question, signal);
    const controller = new AbortController();
    const seconds = Math.ceil(limits.questionTimeoutMs / 1000);
    return new Promise((resolve) => {
      const cancelTimer = clock.after(limits.questionTimeoutMs, () => {
        controller.abort();
        resolve(errorOutcome(INTERNAL_ERROR, `Nobody answered this question within ${seconds} s.`));
      });
      ask(question, AbortSignal.any([signal, controller.signal])).then(
        (outcome) => (cancelTimer(), resolve(outcome)),
        (problem: unknown) => {
          cancelTimer();
          log?.error({ err: problem, method: question.method }, "a question could not be put to a client");
          resolve(errorOutcome(INTERNAL_ERROR, "Core could not put this question to the client."));
        },
      );
    });
  };

  const settle = async (
    to: Addressee,
    question: ServerQuestion,
    signal: AbortSignal,
    entry: AuditEntry,
  ): Promise<ServerOutcome> => {
    const missing = missingCapability(question, to.capabilities);
    if (missing) {
      to.onMissing?.(missing);
      return refuse(entry, METHOD_NOT_FOUND, `The client does not offer ${Object.keys(missing).join(", ") || "that"}.`);
    }
    const refusal = refusalOfSize(question) ?? refusalOfContent(question);
    if (refusal !== null) return refuse(entry, INVALID_PARAMS, refusal);
    to.hold?.begin();
    try {
      const task = deps.relatedTask(to.client, to.serverId, question);
      const asked = cleanQuestion(question);
      if (task) asked.params = relate(asked.params ?? {}, task.id);
      const outcome = await askInTime(to, asked, signal);
      describeOutcome(entry, outcome, signal);
      if (outcome.kind === "error") return outcome;
      const result = withCleanMeta(outcome.result);
      return { kind: "result", result: task ? relate(result, task.ref.taskId) : result };
    } finally {
      to.hold?.end();
    }
  };

  return async (to: Addressee, question: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> => {
    const startedAt = stopwatch();
    const entry = clientEntry(to.client, question.method, to.requestId);
    if (to.target) describeTarget(entry, to.target);
    else entry.serverId = to.serverId;
    const outcome = await settle(to, question, signal, entry);
    entry.durationMicros = microsSince(startedAt);
    try {
      await keepRecord(audit, entry, log);
      return outcome;
    } catch {
      return errorOutcome(
        INTERNAL_ERROR,
        "Core cannot record what happens at the moment and therefore passes nothing on.",
      );
    }
  };
}

export type PutQuestion = ReturnType<typeof createPutQuestion>;
