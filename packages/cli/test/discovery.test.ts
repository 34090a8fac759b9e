import { expect, test } from "vitest";
import { useTwin } from "./harness.ts";

const { peta, lastInput } = useTwin();
const KEY = "a".repeat(64);

test.each<[args: string[], says: RegExp]>([
  [["discovery", "show", "--of", "bot"], /profile +strict \(the workspace's default\)[\s\S]*peta__catalog_search/],
  [["discovery", "settings"], /\(default\)\s+\*\s+strict/],
  [["discovery", "search", "read a file"], /files::read\s+Reads a file\.[\s\S]*3 tools in all/],
  [["discovery", "default", "strict"], /by the profile strict/],
  [["cache", "policies"], /files::read\s+tool\s+60 s\s+principal\s+1\s+9\s+1/],
  [["cache", "set", "files::read", "--ttl", "2m"], /kept +120 s/],
  [["cache", "remove", "files::read"], /kept no more/],
  [["cache", "entries"], new RegExp(`files::read +bot +120 +9 .* ${KEY}`)],
  [["cache", "status"], /bytes +120 of 67108864/],
  [["cache", "purge", "--all"], /Forgot 1 answer\./],
])("%j", async (args, says) => {
  const { code, stdout } = await peta(args);
  expect(code).toBe(0);
  expect(stdout).toMatch(says);
});

test("a profile is set for a client, with what hybrid lists, and taken away again", async () => {
  const of = ["--of", "bot", "--client", "tok_1"];
  await peta(["discovery", "set", "hybrid", ...of, "--pin", "files::read", "--direct-tools", "0"]);
  expect(lastInput("discovery.set")).toEqual({
    principalId: "bot",
    clientKey: "tok_1",
    profile: "hybrid",
    pinned: ["files::read"],
    directTools: 0,
  });
  await peta(["discovery", "set", "default"]);
  expect(lastInput("discovery.set")).toEqual({ profile: null });
});

test("a cache policy says for whom, what tells calls apart and what makes answers stale", async () => {
  const options = ["--scope", "workspace", "--admission", "second_call", "--key-field", "path", "--stale-after", "*"];
  await peta(["cache", "set", "files::file:///a::b", "--kind", "resource", ...options, "--off"]);
  expect(lastInput("cache.setPolicy")).toEqual({
    serverId: "files",
    kind: "resource",
    name: "file:///a::b",
    scope: "workspace",
    admission: "second_call",
    keyFields: ["path"],
    invalidatedBy: ["*"],
    enabled: false,
  });
  await peta(["cache", "set", "files::read", "--all-fields", "--never-stale", "--on"]);
  expect(lastInput("cache.setPolicy")).toMatchObject({ keyFields: null, invalidatedBy: [], enabled: true });
});

test.each<[string[], object]>([
  [["--server", "files"], { scope: "server", serverId: "files" }],
  [
    ["--capability", "files::plan", "--kind", "prompt"],
    { scope: "capability", serverId: "files", kind: "prompt", name: "plan" },
  ],
  [["--principal", "bot"], { scope: "principal", principalId: "bot" }],
  [["--key", KEY], { scope: "key", key: KEY }],
  [["--expired"], { scope: "expired" }],
])("purge %j", async (args, input) => {
  await peta(["cache", "purge", ...args]);
  expect(lastInput("cache.purge")).toEqual(input);
});

test.each([
  [["cache", "purge"]],
  [["cache", "purge", "--all", "--expired"]],
  [["cache", "set", "files"]],
  [["cache", "set", "files::read", "--on", "--off"]],
  [["discovery", "set", "everything"]],
])("%j is a usage error", async (args) => {
  expect((await peta(args)).code).toBe(2);
});
