import { expect, it } from "vitest";
import { offeredCapabilities } from "./question-kinds.ts";

const server = { settings: {}, transport: "http" } as const;
const TASKS = "io.modelcontextprotocol/tasks";

it("passes on what a client declares, but for tasks in either form", () => {
  const tasks = { requests: { elicitation: { create: {} } } };
  expect(offeredCapabilities(server, { tasks, sampling: {}, extensions: { [TASKS]: {}, "a/b": {} } })).toEqual({
    sampling: {},
    extensions: { "a/b": {} },
  });
  expect(offeredCapabilities(server, { tasks, extensions: { [TASKS]: {} } })).toBeUndefined();
});
