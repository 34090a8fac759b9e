import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import type { ProtocolEra } from "../../servers/server.ts";
import { FINAL_STATES, MAX_TASK_ID, taskTtl } from "../../servers/task-support.ts";
import { withoutReservedMeta } from "../reserved-meta.ts";

/** What of a task's texts may not be shown. */
export interface Hidden {
  hidesText: boolean;
}

const STATES: ReadonlySet<unknown> = new Set(["working", "input_required", ...FINAL_STATES]);
const MAX_MESSAGE = 4_096;
/** Of a point in time, as a text. */
const MAX_TIME = 64;
/** So often Core's id takes the place of the server's in one text: the one is long, and the other may be a letter (A34). */
const MAX_NAMED = 16;
/** What a model may be told at once (2025-11-25, tasks, Creating Tasks). */
const IMMEDIATE = "io.modelcontextprotocol/model-immediate-response";
const INTERVALS = ["pollInterval", "pollIntervalMs"];
/** All that is shown where a rule hides parts of results. */
const BARE = ["status", "createdAt", "lastUpdatedAt", ...INTERVALS];
const KEPT = [...BARE, "taskId", "ttl", "ttlMs", "statusMessage"];
/** They hold content, and are guarded as such where they belong. */
const CONTENT = ["result", "error", "inputRequests", "resultType", "_meta"];

const isTime = (value: unknown): boolean => typeof value === "string" && value.length <= MAX_TIME;

const flawOf = (task: Json, era: ProtocolEra): string | null => {
  const { taskId, status, createdAt, lastUpdatedAt } = task;
  const ttl = era === "legacy" ? task.ttl : task.ttlMs;
  if (typeof taskId !== "string" || taskId === "" || taskId.length > MAX_TASK_ID)
    return "its id is no text of a usable length";
  if (!STATES.has(status)) return "its status is unknown";
  if (!isTime(createdAt) || !isTime(lastUpdatedAt)) return "it does not say when it was created";
  if (ttl !== null && ttl !== undefined && typeof ttl !== "number") return "its time to live is no number";
  return null;
};

/** The server's own id of a task that it describes. Throws server.protocol_error. */
export function readTaskId(task: Json, era: ProtocolEra, serverId: string): string {
  const flaw = flawOf(task, era);
  if (flaw === null) return task.taskId as string;
  throw new CoreError(
    "server.protocol_error",
    `The server ${serverId} answered with something that is not a task: ${flaw}.`,
  );
}

/**
 * A task as its client sees it: under Core's id, with a time to live that Core keeps too, and without content. What is not
 * known is passed on, as is what the server says of it, unless a rule hides parts of results.
 */
export function showTask(task: Json, id: string, era: ProtocolEra, { hidesText }: Hidden): Json {
  // Without a prototype: a key of a server's may be `__proto__` (A30).
  const shown = Object.create(null) as Json;
  for (const key of hidesText ? BARE : Object.keys(task)) if (task[key] !== undefined) shown[key] = task[key];
  for (const key of CONTENT) delete shown[key];
  for (const key of INTERVALS) if (typeof shown[key] !== "number") delete shown[key];
  shown.taskId = id;
  if (era === "legacy") shown.ttl = taskTtl(task.ttl);
  else shown.ttlMs = taskTtl(task.ttlMs);
  if (typeof shown.statusMessage !== "string") delete shown.statusMessage;
  else shown.statusMessage = withId(shown.statusMessage.slice(0, MAX_MESSAGE), task.taskId as string, id);
  return shown;
}

/** What of a shown task is kept for its client's list: all of it has a bound, whatever else a server says (A34). */
export function keptState(shown: Json): Json {
  const kept: Json = {};
  for (const key of KEPT) if (shown[key] !== undefined) kept[key] = shown[key];
  return kept;
}

/** `_meta` of what a server says of a task; null: none is left. */
export function keptMeta({ _meta }: Json, { hidesText }: Hidden): Json | null {
  if (!isObject(_meta) || hidesText) return null;
  const kept = withoutReservedMeta(_meta);
  if (typeof _meta[IMMEDIATE] === "string") kept[IMMEDIATE] = _meta[IMMEDIATE];
  return Object.keys(kept).length === 0 ? null : kept;
}

/** A text of the server's with the task named as the client knows it. */
export function withId(text: string, taskId: string, id: string): string {
  let left = MAX_NAMED;
  return text.replaceAll(taskId, (found) => (left-- > 0 ? id : found));
}
