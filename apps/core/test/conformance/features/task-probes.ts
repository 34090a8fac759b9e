import { ALL_CAPABILITIES } from "../client-mode/answer-question.ts";
import { type Json, META } from "../fixture/wire.ts";
import { type Probe, want, wantEqual } from "./probe.ts";

const LONG = { name: "slow_compute", arguments: { seconds: 600 } };
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

/** Tasks of the extension of 2026-07-28. */
export const modernTasks: Probe = async (bench) => {
  const extensions = { "io.modelcontextprotocol/tasks": {} };
  const _meta = { [META.capabilities]: { ...ALL_CAPABILITIES, extensions } };
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
