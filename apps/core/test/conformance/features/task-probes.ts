import { ALL_CAPABILITIES } from "../client-mode/answer-question.ts";
import { type Json, META } from "../fixture/wire.ts";
import { type Probe, want, wantEqual } from "./probe.ts";

const LONG = { name: "slow_compute", arguments: { seconds: 600 } };
const SHORT = { name: "slow_compute", arguments: { seconds: 3 } };
const ASKING = { name: "confirm_delete", arguments: {} };
const ANSWER = { action: "accept", content: { name: "Alice" } };

const stateOf = (result: Json): Json => {
  const state = (result.task ?? result) as Json;
  want(typeof state.taskId === "string" && !state.taskId.startsWith("raw-"), "the id is not Core's own");
  return state;
};

/** Tasks of 2025-11-25. */
export const legacyTasks: Probe = async ({ ask, asked }) => {
  const start = async (call: Json): Promise<Json> =>
    stateOf(await ask("tools/call", { ...call, task: { ttl: 60_000 } }));
  const { taskId } = await start(ASKING);
  wantEqual((await ask("tasks/get", { taskId })).status, "input_required");
  const result = await ask("tasks/result", { taskId });
  want(JSON.stringify(result.content).includes("Alice"), "the answer did not arrive");
  wantEqual(asked.at(-1)?.params._meta, { "io.modelcontextprotocol/related-task": { taskId } });
  wantEqual((await ask("tasks/get", { taskId })).status, "completed");
  const long = await start(LONG);
  wantEqual((await ask("tasks/cancel", { taskId: long.taskId })).status, "cancelled");
  const { tasks } = await ask("tasks/list");
  wantEqual(
    (tasks as Json[]).map((task) => [task.taskId, task.status]),
    [
      [taskId, "completed"],
      [long.taskId, "cancelled"],
    ],
  );
};

const MODERN = {
  [META.capabilities]: { ...ALL_CAPABILITIES, extensions: { "io.modelcontextprotocol/tasks": {} } },
};

/** Tasks of the extension of 2026-07-28. */
export const modernTasks: Probe = async (bench) => {
  const _meta = MODERN;
  const ask = (method: string, params: Json): Promise<Json> => bench.ask(method, { ...params, _meta });
  const { taskId } = stateOf(await ask("tools/call", ASKING));
  const { inputRequests = {} } = await ask("tasks/get", { taskId });
  wantEqual(Object.keys(inputRequests as Json), ["name"]);
  await ask("tasks/update", { taskId, inputResponses: { name: ANSWER } });
  const { status, result } = await ask("tasks/get", { taskId });
  wantEqual(status, "completed");
  want(JSON.stringify(result).includes("Alice"), "the answer did not arrive");
  const long = stateOf(await ask("tools/call", LONG));
  await ask("tasks/cancel", { taskId: long.taskId });
  wantEqual((await ask("tasks/get", { taskId: long.taskId })).status, "cancelled");
};

/** On the session's stream. */
export const legacyTaskNotices: Probe = async ({ ask, heard, now }) => {
  const since = now();
  const { taskId } = stateOf(await ask("tools/call", { ...SHORT, task: { ttl: 60_000 } }));
  const told = await heard("notifications/tasks/status", since);
  wantEqual([told.taskId, told.status], [taskId, "completed"]);
};

/** On a stream that names the task, whole. */
export const modernTaskNotices: Probe = async ({ ask, client }) => {
  const { taskId } = stateOf(await ask("tools/call", { ...SHORT, _meta: MODERN }));
  const { promise, resolve } = Promise.withResolvers<Json>();
  const hear = (_method: string, params: Json): void => void (params.status === "completed" && resolve(params));
  await client.listen({ taskIds: [taskId] }, hear, MODERN);
  const told = await Promise.race([promise, new Promise<null>((end) => setTimeout(() => end(null), 3_000))]);
  const { _meta: _told, ...pushed } = told ?? {};
  const { _meta: _own, resultType: _type, ...polled } = await ask("tasks/get", { taskId, _meta: MODERN });
  wantEqual(pushed, polled);
};
