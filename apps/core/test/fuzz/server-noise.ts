import * as fc from "fast-check";
import { mutation } from "./mutations.ts";

const ID = 987_654_321;
const CANARY = "canary-of-the-call";

/** Puts a call's own id and canary where the noise has its places for them. */
export function fill(noise: Buffer, { id, canary }: { id: number; canary: string }): Buffer {
  return Buffer.from(noise.toString("latin1").replaceAll(String(ID), String(id)).replaceAll(CANARY, canary), "latin1");
}

const answer = { jsonrpc: "2.0", id: ID, result: { content: [{ type: "text", text: CANARY }] } };

const MESSAGES = [
  answer,
  answer,
  { ...answer, id: String(ID) },
  { ...answer, id: -1 },
  { ...answer, id: null },
  { jsonrpc: "2.0", id: ID, error: { code: -32000, message: CANARY, data: { deep: [1, [2]] } } },
  { jsonrpc: "2.0", id: ID, result: { resultType: "input_required", inputRequests: {}, requestState: "x" } },
  { jsonrpc: "2.0", id: ID, result: { resultType: "task", taskId: "t", status: "working" } },
  { jsonrpc: "2.0", id: ID, result: { task: { taskId: "t", status: "working", createdAt: "", lastUpdatedAt: "" } } },
  { jsonrpc: "2.0", id: "q", method: "sampling/createMessage", params: { messages: [], maxTokens: 1 } },
  { jsonrpc: "2.0", id: ID, method: "elicitation/create", params: { message: "m", requestedSchema: {} } },
  { jsonrpc: "2.0", id: 1, method: "roots/list" },
  { jsonrpc: "2.0", id: 1, method: "ping" },
  { jsonrpc: "2.0", method: "notifications/progress", params: { progressToken: ID, progress: 1, total: 0 } },
  { jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: CANARY } },
  { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: ID } },
  { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
  { jsonrpc: "2.0", method: "notifications/resources/updated", params: { uri: "file:///a" } },
  { jsonrpc: "2.0", method: "notifications/tasks/status", params: { taskId: "t", status: "working" } },
  { jsonrpc: "2.0", method: "notifications/tasks", params: { taskId: "t", status: "completed", result: {} } },
];

/** What a server might say instead of an answer, message by message; `fill` makes it about one call. */
export const serverNoise = fc.array(
  fc
    .record({ message: fc.constantFrom(...MESSAGES), mutation })
    .map(({ message, mutation: wrong }) => wrong.apply(message)),
  { maxLength: 5 },
);
