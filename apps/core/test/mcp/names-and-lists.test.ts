import { afterEach, beforeEach, expect, it } from "vitest";
import { createHarness, type Harness, type ServerInput } from "./create-harness.ts";
import { callLegacy, callModern, legacyHeaders, openSession, rpc, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

const notes: ServerInput = {
  serverId: "notes",
  capabilities: [
    { kind: "tool", name: "add" },
    { kind: "tool", name: "user.get" },
    { kind: "resource", name: "note://one" },
    { kind: "resource", name: "note://secret", enabled: false },
    { kind: "template", name: "note://{id}" },
    { kind: "prompt", name: "plan" },
  ],
};
const files: ServerInput = { serverId: "files", capabilities: [{ kind: "tool", name: "add" }] };

let harness: Harness;
let token: string;
beforeEach(async () => {
  harness = await createHarness({ world: { servers: [notes, files] } });
  token = harness.issue("claude");
});
afterEach(() => harness.close());

const inMode = async (names: string) => {
  const path = `/mcp?names=${names}`;
  const session = await openSession(harness.url, token, path);
  return async (method: string, params?: Json) => {
    const answer = await send(harness.url, { path, headers: legacyHeaders(token, session), body: rpc(method, params) });
    return (answer.body.result ?? answer.body.error) as Json;
  };
};

const namesOf = (list: unknown, field = "name"): unknown[] => (list as Json[]).map((item) => item[field]);

it("shows names for model APIs by default, in alphabetical order of servers and then as the server lists them", async () => {
  const ask = await inMode("");
  expect(namesOf((await ask("tools/list")).tools)).toEqual([
    "files__add",
    "notes__add",
    expect.stringMatching(/^notes__user_get_[0-9a-f]{8}$/),
  ]);
  expect(namesOf((await ask("resources/list")).resources, "uri")).toEqual(["notes::note://one"]);
  expect(namesOf((await ask("resources/templates/list")).resourceTemplates, "uriTemplate")).toEqual([
    "notes::note://{id}",
  ]);
  expect(namesOf((await ask("prompts/list")).prompts)).toEqual(["notes__plan"]);
});

it("shows canonical names where they are asked for, and takes them everywhere", async () => {
  const canonical = await inMode("canonical");
  expect(namesOf((await canonical("tools/list")).tools)).toEqual(["files::add", "notes::add", "notes::user.get"]);
  expect(namesOf((await canonical("prompts/list")).prompts)).toEqual(["notes::plan"]);
  const wire = await inMode("wire");
  for (const ask of [canonical, wire])
    for (const name of ["notes::user.get", "notes__add", "files::add"]) await ask("tools/call", { name });
  await callModern(harness.url, token, "prompts/get", { name: "notes::plan" });
  expect(harness.sent.map(({ serverId, params }) => `${serverId}/${String(params.name)}`)).toEqual([
    "notes/user.get",
    "notes/add",
    "files/add",
    "notes/user.get",
    "notes/add",
    "files/add",
    "notes/plan",
  ]);
});

it("shows bare names while one server is visible, and falls back when there are two", async () => {
  const plain = await inMode("plain");
  expect(namesOf((await plain("tools/list")).tools)).toContain("notes__add");
  expect(await plain("tools/call", { name: "add" })).toMatchObject({ code: -32602 });
  harness.change((world) => world.servers.splice(1, 1));
  expect(namesOf((await plain("tools/list")).tools)).toEqual(["add", "user.get"]);
  await plain("tools/call", { name: "user.get" });
  expect(harness.sent.at(-1)).toMatchObject({ serverId: "notes", params: { name: "user.get" } });
  expect(await plain("resources/read", { uri: "note://one" })).toMatchObject({ contents: [{ uri: "note://one" }] });
  expect(namesOf((await plain("resources/templates/list")).resourceTemplates, "uriTemplate")).toEqual(["note://{id}"]);
});

it("reads resources and what their templates describe, and names them as the client knows them", async () => {
  const ask = await inMode("wire");
  expect(await ask("resources/read", { uri: "notes::note://one" })).toMatchObject({
    contents: [{ uri: "notes::note://one", text: "content" }],
  });
  expect(await ask("resources/read", { uri: "notes::note://7" })).toMatchObject({
    contents: [{ uri: "notes::note://7" }],
  });
  expect(harness.sent.map(({ params }) => params.uri)).toEqual(["note://one", "note://7"]);
  expect(harness.audit.at(-1)).toMatchObject({
    capabilityKind: "template",
    capabilityName: "note://{id}",
    detail: { uri: "notes::note://7" },
  });
  for (const uri of [
    "notes::note://secret",
    "notes::note://%73ecret",
    "notes::other://x",
    "nobody::note://one",
    "note://one",
  ]) {
    expect(await ask("resources/read", { uri })).toMatchObject({ code: -32002, message: `Unknown resource: ${uri}` });
  }
  expect(harness.sent).toHaveLength(2);
});

it("names links to resources in results so that they can be read", async () => {
  harness.state.answer = () => ({
    kind: "result",
    result: {
      content: [
        { type: "resource_link", uri: "note://one", name: "n" },
        { type: "resource", resource: { uri: "note://one", text: "t" } },
        { type: "text", text: "note://one" },
      ],
    },
  });
  const ask = await inMode("wire");
  expect((await ask("tools/call", { name: "notes__add" })).content).toEqual([
    { type: "resource_link", uri: "notes::note://one", name: "n" },
    { type: "resource", resource: { uri: "notes::note://one", text: "t" } },
    { type: "text", text: "note://one" },
  ]);
});

it("gives what 2026-07-28 added a form that older clients understand", async () => {
  harness.state.answer = () => ({
    kind: "result",
    result: { content: [], structuredContent: [1, 2], resultType: "complete", ttlMs: 1, cacheScope: "public" },
  });
  const ask = await inMode("wire");
  expect(await ask("tools/call", { name: "notes__add" })).toEqual({
    content: [],
    structuredContent: { value: [1, 2] },
  });
  expect((await callModern(harness.url, token, "tools/call", { name: "notes__add" })).body.result).toMatchObject({
    structuredContent: [1, 2],
  });
});

it("never shows one principal what another one sees (A27)", async () => {
  const other = harness.issue("cursor");
  harness.change((world) => world.grants.push({ handle: "cursor", target: "notes", enabled: false }));
  const list = async (bearer: string) =>
    namesOf((await callModern(harness.url, bearer, "tools/list")).body.result?.tools);
  expect(await list(token)).toHaveLength(3);
  expect(await list(other)).toEqual(["files__add"]);
  expect(await list(token)).toHaveLength(3);
  const views = (handle: string) => harness.gateway.listToolViews(harness.identities.principal(handle));
  expect([views("claude").length, views("cursor").length, views("claude").length]).toEqual([3, 1, 3]);
});

it("does not show a disabled server, nor call it", async () => {
  harness.change((world) => (world.servers[0] = { ...notes, enabled: false }));
  const ask = await inMode("wire");
  expect(namesOf((await ask("tools/list")).tools)).toEqual(["files__add"]);
  expect(await ask("tools/call", { name: "notes__add" })).toMatchObject({
    code: -32602,
    message: "Unknown tool: notes__add",
  });
});

it("answers long lists in pages and refuses a cursor that it did not give out", async () => {
  await harness.close();
  const capabilities = Array.from({ length: 25 }, (_, i) => ({ kind: "tool" as const, name: `t${i}` }));
  harness = await createHarness({
    world: { servers: [{ serverId: "many", capabilities }] },
    gatewayLimits: { listPageSize: 10 },
  });
  token = harness.issue("claude");
  const session = await openSession(harness.url, token);
  const seen: unknown[] = [];
  let cursor: unknown;
  do {
    const { result } = (
      await callLegacy(harness.url, token, session, "tools/list", cursor === undefined ? {} : { cursor })
    ).body;
    seen.push(...namesOf(result?.tools));
    cursor = result?.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(capabilities.map(({ name }) => `many__${name}`));
  for (const forged of ["o0", "x", "o-1", "o99999999999", 5]) {
    expect((await callLegacy(harness.url, token, session, "tools/list", { cursor: forged })).body.error?.code).toBe(
      -32602,
    );
  }
});

it("lists a thousand tools within three milliseconds once the view is there", async () => {
  await harness.close();
  const capabilities = Array.from({ length: 1000 }, (_, i) => ({ kind: "tool" as const, name: `tool_${i}` }));
  harness = await createHarness({ world: { servers: [{ serverId: "many", capabilities }] } });
  const principal = harness.identities.principal("claude");
  const client = {
    caller: {
      principal,
      credential: { kind: "token" as const, tokenId: "t", tokenHash: "h" },
      channel: "mcp" as const,
      ipAddress: null,
    },
    era: "modern" as const,
    info: null,
    sessionId: null,
    names: "wire" as const,
  };
  await harness.gateway.list(client, "tool", undefined, "1");
  const startedAt = performance.now();
  for (let i = 0; i < 20; i++) await harness.gateway.list(client, "tool", undefined, "1");
  expect((performance.now() - startedAt) / 20).toBeLessThan(3);
});

it("gives the typed API the same tools, calls and refusals", async () => {
  const principal = harness.identities.principal("claude");
  harness.change((world) => world.grants.push({ handle: "claude", target: "files", enabled: false }));
  expect(
    harness.gateway
      .listToolViews(principal)
      .map(({ canonicalName, wireName, dangerLevel }) => [canonicalName, wireName, dangerLevel]),
  ).toEqual([
    ["notes::add", "notes__add", 0],
    ["notes::user.get", expect.stringMatching(/^notes__user_get_/), 0],
  ]);
  const caller = {
    principal,
    credential: { kind: "console_session" as const, sessionId: "ses_1" },
    channel: "console" as const,
    ipAddress: null,
  };
  const call = (name: string) =>
    harness.gateway.callTool(caller, { name, arguments: { a: 1 } }, { requestId: "req_1" });
  expect(await call("notes::add")).toEqual({ content: [{ type: "text", text: '{"a":1}' }] });
  await expect(call("files::add")).rejects.toMatchObject({ code: "capability.not_found" });
  harness.state.answer = () => ({ kind: "error", error: { code: -1, message: "own words" } });
  await expect(call("notes::add")).rejects.toMatchObject({
    code: "server.protocol_error",
    message: expect.stringContaining("own words"),
  });
  expect(harness.audit.map(({ channel, outcome }) => [channel, outcome])).toEqual([
    ["console", "allowed"],
    ["console", "denied"],
    ["console", "failed"],
  ]);
});
