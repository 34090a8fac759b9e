import { expect, test } from "vitest";
import { honoured, isAbout, listenFilter, listenWishes } from "./listen-filter.ts";

const TASKS = { extensions: { "io.modelcontextprotocol/tasks": {} } };

test("a filter names lists, and what is listened to by name where there is any", () => {
  expect(listenFilter({ toolsListChanged: true }, "resourceSubscriptions", [])).toEqual({ toolsListChanged: true });
  expect(listenFilter(null, "taskIds", ["t1"])).toEqual({ taskIds: ["t1"] });
});

test("the extension is declared where tasks are named, and nowhere else", () => {
  expect(listenWishes({ taskIds: ["t1"] })).toEqual({ clientCapabilities: TASKS });
  expect(listenWishes({ toolsListChanged: true })).toEqual({});
});

test.each([
  ["a list", { notifications: { taskIds: ["t1", 7] } }, ["t1"]],
  ["something else", { notifications: { taskIds: "t1" } }, []],
  ["nothing", {}, []],
  ["no params", undefined, []],
])("an acknowledgement with %s agrees to what it names by texts", (_, params, expected) => {
  expect(honoured(params, "taskIds")).toEqual(expected);
});

test("an acknowledgement is about the request that it names, or may be about any", () => {
  const named = (id: unknown) => ({ _meta: { "io.modelcontextprotocol/subscriptionId": id } });
  const about3 = (params: unknown): boolean => isAbout(params, 3);
  expect([named(3), named("3"), {}, undefined].map(about3)).toEqual([true, true, true, true]);
  expect([named(2), named("2"), named({ toString: 1 })].map(about3)).toEqual([false, false, false]);
});
