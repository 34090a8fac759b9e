import { serverDefinitionSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { defaultsOf, launchText, namesOf, ownFields, userFieldsOf } from "./template-words.ts";

const definition = serverDefinitionSchema.parse({
  displayName: "Files",
  launch: { transport: "stdio", command: "npx", args: ["-y", "files server"] },
  fields: [
    { key: "root", label: "Root", defaultValue: "/srv", placement: { in: "argument", flag: "--root" } },
    { key: "mode", label: "Mode", help: "r or w.", placement: { in: "env", name: "MODE" } },
    {
      key: "token",
      label: "Token",
      secret: true,
      filledBy: "user",
      placement: { in: "header", name: "Authorization", prefix: "Bearer " },
    },
  ],
});

test("what would be started is said as a line, quoted so that it can be read back", () => {
  expect(launchText(definition)).toBe('npx -y "files server"');
  expect(launchText({ launch: { transport: "http", url: "https://a.test/mcp", headers: {} } })).toBe(
    "https://a.test/mcp",
  );
});

test("what goes along is named, and its values are not", () => {
  const http = { transport: "http" as const, url: "https://a.test", headers: { "X-Key": "secret" }, query: { k: "v" } };
  expect(namesOf({ launch: http })).toEqual([
    { term: "Headers that are set", names: ["X-Key"] },
    { term: "Query parameters that are set", names: ["k"] },
  ]);
  expect(namesOf(definition)).toEqual([]);
});

test("an administrator fills their own fields, which say where each value goes; users fill theirs later", () => {
  expect(ownFields(definition).map(({ key, help }) => [key, help])).toEqual([
    ["root", "Goes into the argument --root."],
    ["mode", "r or w. Goes into the variable MODE."],
  ]);
  expect(userFieldsOf(definition).map(({ key }) => key)).toEqual(["token"]);
  expect(defaultsOf(definition)).toEqual({ root: "/srv" });
});
