import { expect, test } from "vitest";
import { rankCommands } from "./rank-commands.ts";

const commands = [
  { label: "Browser sessions" },
  { label: "Permissions", keywords: ["notes about access"] },
  { label: "Notes (demo)", detail: "notes, online" },
  { label: "My notes" },
];
const found = (query: string) => rankCommands(commands, query).map((command) => command.label);

test("letters scattered over a name are no match", () => {
  expect(found("notes")).not.toContain("Browser sessions");
});

test("a name that begins with the word comes first, another word of it last", () => {
  expect(found("notes")).toEqual(["Notes (demo)", "My notes", "Permissions"]);
});

test("every typed word must fit", () => {
  expect(found("notes demo")).toEqual(["Notes (demo)"]);
  expect(found("notes moon")).toEqual([]);
  expect(found("  ")).toHaveLength(4);
});
