import { ALL_CAPABILITIES } from "../client-mode/answer-question.ts";
import { type Json, META } from "../fixture/wire.ts";
import { type Bench, type Probe, want, wantEqual } from "./probe.ts";

const LONG = { name: "slow_compute", arguments: { seconds: 600 } };
const SHORT = { name: "slow_compute", arguments: { seconds: 3 } };
const ASKING = { name: "confirm_delete", arguments: {} };
const ANSWER = { action: "accept", content: { name: "Alice" } };

const stateOf = (result: Json): Json => {
  const state = (result.task ?? result) as Json;
  want(typeof state.taskId === "string" && !state.taskId.startsWith("raw-"), "the id is not Core's own");
  return state;
};

const PATIENCE_MS = 3_000;

/** The task as soon as it is in this state. Core hears of what goes on at a server of the other era a little later. */
async function reaches(ask: Bench["ask"], params: Json, status: string): Promise<Json> {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resume) => setTimeout(resume, 20))) {
    const task = await ask("tasks/get", params);
    if (task.status === status) return task;
    want(Date.now() < end, `the task is ${String(task.status)}, not ${status}`);
  }
}

/** Tasks of 2025-11-25. */
export const legacyTasks: Probe = async ({ ask, asked }) => {
  const start = async (call: Json): Promise<Json> =>
    stateOf(await ask("tools/call", { ...call, task: { ttl: 60_000 } }));
  const { taskId } = await start(ASKING);
  await reaches(ask, { taskId }, "input_required");
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
  const { inputRequests = {} } = await reaches(ask, { taskId }, "input_required");
  // Questions of legacy servers have no names of their own.
  const [key = "", ...more] = Object.keys(inputRequests as Json);
  wantEqual([key === "", more], [false, []]);
  await ask("tasks/update", { taskId, inputResponses: { [key]: ANSWER } });
  const { result } = await reaches(ask, { taskId }, "completed");
  want(JSON.stringify(result).includes("Alice"), "the answer did not arrive");
  const long = stateOf(await ask("tools/call", LONG));
  await ask("tasks/cancel", { taskId: long.taskId });
  wantEqual((await ask("tasks/get", { taskId: long.taskId })).status, "cancelled");
};

/** On the session's stream. */
export const legacyTaskNotices: Probe = async ({ ask, heard, now }) => {
  let since = now();
  const { taskId } = stateOf(await ask("tools/call", { ...SHORT, task: { ttl: 60_000 } }));
  let told = await heard("notifications/tasks/status", since);
  // A server may say more of what it does than that it is done.
  while (told.status === "working") told = await heard("notifications/tasks/status", ++since);
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
