import { isObject, type Json } from "../../json.ts";
import { errorOutcome } from "../../servers/error-outcome.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import { hasTasksExtension, RELATED_TASK, UNKNOWN_TASK } from "../../servers/task-support.ts";
import { withId } from "./task-state.ts";

const MISSING_CAPABILITY = -32021;
/** Begins the state with which a call comes back that a task has asked something for: it leaves Core in no answer. */
const STATE = "peta-task:";
/** In texts, in place of an id that is nobody's business but the server's. */
const NAMELESS = "this task";

/** A server's refusal because the client does not declare the extension (2026-07-28, extension tasks). */
export const wantsTasks = (outcome: ServerOutcome): boolean => {
  if (outcome.kind !== "error" || outcome.error.code !== MISSING_CAPABILITY) return false;
  const { data } = outcome.error;
  return isObject(data) && hasTasksExtension(data.requiredCapabilities as Json | undefined);
};

/** The task that has asked something, of a call that comes back with answers; null: it begins now. */
export const askingTaskOf = ({ requestState }: Json): string | null =>
  typeof requestState === "string" && requestState.startsWith(STATE) ? requestState.slice(STATE.length) : null;

/** A text of the server's that does not name its task. */
export const namelessText = (text: string, taskId: string): string => withId(text, taskId, NAMELESS);

/** An outcome that does not name the task of which it is. */
export function nameless(outcome: ServerOutcome, taskId: string): ServerOutcome {
  if (outcome.kind === "result") {
    const { _meta } = outcome.result;
    if (isObject(_meta)) delete _meta[RELATED_TASK];
    return outcome;
  }
  const { message, data } = outcome.error;
  const said = { ...outcome.error, message: namelessText(message, taskId) };
  if (isObject(data) && data.taskId === taskId) {
    const { taskId: _, ...kept } = data;
    said.data = kept;
  }
  return { kind: "error", error: said };
}

/** The outcome of the call, by the state of its task (2026-07-28, extension tasks); null: it goes on. */
export function outcomeOf(task: Json, taskId: string): ServerOutcome | null {
  const { status, result, error: failure, inputRequests } = task;
  if (status === "completed")
    return isObject(result) ? { kind: "result", result } : errorOutcome(-32603, "The task ended without a result.");
  if (status === "cancelled") return errorOutcome(-32603, "The server cancelled the task that it made of this call.");
  if (status === "failed")
    return isObject(failure) && typeof failure.code === "number" && typeof failure.message === "string"
      ? { kind: "error", error: failure as { code: number; message: string } }
      : errorOutcome(-32603, "The task failed, and the server does not say why.");
  if (status !== "input_required") return null;
  return {
    kind: "result",
    result: { resultType: "input_required", inputRequests: inputRequests ?? {}, requestState: `${STATE}${taskId}` },
  };
}

/** What a server that was asked about its task has answered in place of its state. */
export const outcomeOfRefusal = (outcome: ServerOutcome): ServerOutcome =>
  outcome.kind === "error" && outcome.error.code === UNKNOWN_TASK
    ? errorOutcome(-32603, "The server does not know the task any more that it made of this call.")
    : outcome;
