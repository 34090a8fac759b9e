import { isObject, type Json } from "../json.ts";
import { eraOf, type ProtocolEra, type ServerRecord } from "./server.ts";

/** Tasks of 2026-07-28 (specification of the extension, version 2026-07-28). */
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";
/** Says which task a message belongs to (2025-11-25, tasks, Associating Task-Related Messages). */
export const RELATED_TASK = "io.modelcontextprotocol/related-task";
/** Tells of a task's state (2025-11-25, tasks, Task Status Notification). */
export const TASK_STATUS = "notifications/tasks/status";
/** Says the same where it was asked for (2026-07-28, extension tasks, Task Status Notifications). */
export const TASK_CHANGED = "notifications/tasks";
/** A server's answer about a task that it does not know (2025-11-25 and the extension: Invalid params). */
export const UNKNOWN_TASK = -32602;
/** States that a task does not leave. */
export const FINAL_STATES: ReadonlySet<unknown> = new Set(["completed", "failed", "cancelled"]);

/** Length of a server's own id of a task. Core keeps it, and has it in every id that it gives out. */
export const MAX_TASK_ID = 1_024;
/** Bound for what Core keeps of a task and for what it says of its time to live, whatever the server says. */
export const MAX_TASK_TTL_MS = 24 * 60 * 60_000;
/** The time to live as far as Core believes it; a server may say "without end". */
export const taskTtl = (ttl: unknown): number =>
  typeof ttl === "number" && ttl >= 0 ? Math.min(ttl, MAX_TASK_TTL_MS) : MAX_TASK_TTL_MS;

/** Whether a server's capabilities hold tasks of 2025-11-25 for calls of tools. */
export const runsTasks = ({ tasks }: Json): boolean =>
  isObject(tasks) && isObject(tasks.requests) && isObject(tasks.requests.tools) && isObject(tasks.requests.tools.call);

/** Whether client capabilities, or those of a server, hold the extension of 2026-07-28. */
export const hasTasksExtension = (capabilities: Json | null | undefined): boolean =>
  isObject(capabilities?.extensions) && isObject(capabilities.extensions[TASKS_EXTENSION]);

/** The era in whose form a server turns calls of tools into tasks; null: it does not. */
export function tasksOf({
  protocolVersion,
  declaredCapabilities,
}: Pick<ServerRecord, "protocolVersion" | "declaredCapabilities">): ProtocolEra | null {
  if (protocolVersion === null || !declaredCapabilities) return null;
  const era = eraOf(protocolVersion);
  return (era === "legacy" ? runsTasks(declaredCapabilities) : hasTasksExtension(declaredCapabilities)) ? era : null;
}

/** What a tool says of itself (2025-11-25, tasks, Tool-Level Negotiation). */
export function taskSupportOf({ execution }: Json): "required" | "optional" | "forbidden" {
  const said = isObject(execution) ? execution.taskSupport : undefined;
  return said === "required" || said === "optional" ? said : "forbidden";
}
