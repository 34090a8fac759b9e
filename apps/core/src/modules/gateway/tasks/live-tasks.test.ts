import { beforeEach, expect, it } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import type { GatewayClient } from "../gateway.ts";
import { createLiveTasks, type LiveTasks } from "./live-tasks.ts";
import type { TaskRef } from "./task-ids.ts";

let clock: TestClock;
let live: LiveTasks;
beforeEach(() => {
  clock = new TestClock();
  live = createLiveTasks({ clock, limits: { tasksPerPrincipal: 2 } });
});

const clientOf = (id: string, tokenId = "tok_1"): GatewayClient =>
  ({ caller: { principal: { id }, credential: { kind: "token", tokenId, tokenHash: "h" } } }) as GatewayClient;
const refOf = (taskId: string): TaskRef => ({
  era: "legacy",
  serverId: "notes",
  serverRowId: "srv_1",
  tool: "add",
  taskId,
  args: {},
  approval: "none",
  until: clock.now() + 1_000_000,
});
const ann = clientOf("ann");
const note = (client: GatewayClient, taskId: string, status = "working", ttl: number | null = 10_000) =>
  live.note(client, refOf(taskId), { taskId: `id-${taskId}`, status, ttl });

it("bounds what is under way for each principal, what is only coming too, and not what is over", () => {
  const release = live.reserve("ann");
  note(ann, "1");
  expect(() => live.reserve("ann")).toThrow(/already has 2 tasks/);
  live.reserve("bob");
  release();
  release();
  live.reserve("ann")();
  note(clientOf("ann", "tok_2"), "2");
  expect(() => live.reserve("ann")).toThrow(/already has 2 tasks/);
  note(ann, "1", "completed");
  live.reserve("ann")();
});

it("forgets a task when its time is over, counted from its beginning", () => {
  note(ann, "1");
  clock.advance(9_000);
  note(ann, "1");
  expect(live.of(ann)).toHaveLength(1);
  clock.advance(1_000);
  expect(live.of(ann)).toEqual([]);
  live.reserve("ann")();
});

it("keeps a state that is final, whatever is said later", () => {
  note(ann, "1", "cancelled");
  expect(note(ann, "1", "working").state.status).toBe("cancelled");
});

it("keeps few of those that are over, and drops these before the others", () => {
  note(ann, "1");
  for (const taskId of ["2", "3", "4", "5", "6"]) note(ann, taskId, "completed");
  expect(live.of(ann).map(({ ref }) => ref.taskId)).toEqual(["1", "4", "5", "6"]);
});

it("A24: finds the tasks of one client, and of two clients with one server's id each its own", () => {
  const other = clientOf("ann", "tok_2");
  note(ann, "1");
  expect(live.find(other, refOf("1"))).toBeNull();
  expect(live.of(other)).toEqual([]);
  note(other, "1", "completed");
  expect(live.find(ann, refOf("1"))?.state.status).toBe("working");
  live.forget(ann, refOf("1"));
  expect(live.find(ann, refOf("1"))).toBeNull();
  expect(live.of(other)).toHaveLength(1);
});
