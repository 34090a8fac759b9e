import { launchSchema, serverIdSchema } from "@peta/contract";
import { expect, test } from "vitest";
import {
  emptyLaunchDraft,
  joinCommandLine,
  type LaunchDraft,
  splitCommandLine,
  suggestServerId,
  toLaunch,
} from "./launch-draft.ts";

test("a command line splits as a shell would split it, without its expansions", () => {
  expect(splitCommandLine(`npx -y  @scope/server "/srv/my files" 'a "b"' c\\ d $HOME`)).toEqual([
    "npx",
    "-y",
    "@scope/server",
    "/srv/my files",
    'a "b"',
    "c d",
    "$HOME",
  ]);
  expect(splitCommandLine(`node ""`)).toEqual(["node", ""]);
  expect(splitCommandLine("   ")).toEqual([]);
});

test("an open quote is not guessed at: the contract refuses the empty command", () => {
  expect(splitCommandLine(`node "open`)).toBeNull();
  expect(launchSchema.safeParse(toLaunch({ ...emptyLaunchDraft, commandLine: `node "open` })).success).toBe(false);
});

test("joining and splitting are inverse", () => {
  for (const words of [
    ["node", "a b", 'c"d', "e\\f", "", "--x=1"],
    ["C:\\tools\\x.exe", "'"],
  ]) {
    expect(splitCommandLine(joinCommandLine(words))).toEqual(words);
  }
});

test("empty rows are left out, values are kept as typed", () => {
  const rows = [
    { key: " TOKEN ", value: " keep " },
    { key: "", value: "" },
  ];
  expect(toLaunch({ ...emptyLaunchDraft, commandLine: "node s.js", env: rows })).toEqual({
    transport: "stdio",
    command: "node",
    args: ["s.js"],
    env: { TOKEN: " keep " },
  });
});

test("a value without a name, or a name that stands twice, is refused and not lost unsaid", () => {
  const fits = (draft: Partial<LaunchDraft>) =>
    launchSchema.safeParse(toLaunch({ ...emptyLaunchDraft, ...draft })).success;
  const row = (key: string) => ({ key, value: "v" });
  const http = { transport: "http", url: "https://mcp.example.com" } as const;
  expect(fits({ commandLine: "x", env: [row("A"), row("a")] })).toBe(true);
  expect(fits({ commandLine: "x", env: [row("")] })).toBe(false);
  expect(fits({ commandLine: "x", env: [row("A"), row("A ")] })).toBe(false);
  expect(fits({ ...http, headers: [row("X-Key")], query: [row("A"), row("a")] })).toBe(true);
  expect(fits({ ...http, headers: [row("X-Key"), row("x-key")] })).toBe(false);
  expect(fits({ ...http, query: [row(" ")] })).toBe(false);
});

test("the suggested id is one that Core accepts, or nothing", () => {
  const stdio = (commandLine: string) => suggestServerId(toLaunch({ ...emptyLaunchDraft, commandLine }));
  const http = (url: string) => suggestServerId({ transport: "http", url });
  expect(stdio("npx -y @modelcontextprotocol/server-github@1.2.3")).toBe("github");
  expect(stdio("mcp-server-filesystem /srv")).toBe("srv");
  expect(stdio("node ./notes.ts")).toBe("notes");
  expect(http("https://mcp.linear.app/mcp")).toBe("linear");
  expect(http("http://127.0.0.1:3000/mcp")).toBe("");
  for (const id of [stdio("npx -y @x/Server_Foo"), http("https://a-b.example.com")]) {
    expect(serverIdSchema.safeParse(id).success).toBe(true);
  }
});
