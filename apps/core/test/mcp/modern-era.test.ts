import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHarness, type Harness } from "./create-harness.ts";
import { callModern, LEGACY, MODERN, modernHeaders, modernMeta, rpc, send } from "./raw-client.ts";

let harness: Harness;
let token: string;
beforeEach(async () => {
  const header = {
    name: "region",
    inputSchema: {
      type: "object",
      properties: { region: { type: "string", "x-mcp-header": "Region" }, n: { type: "integer", "x-mcp-header": "N" } },
    },
  };
  harness = await createHarness({
    world: {
      servers: [
        {
          serverId: "notes",
          capabilities: [
            { kind: "tool", name: "add" },
            { kind: "tool", name: "region", definition: header },
            { kind: "resource", name: "note://日" },
          ],
        },
      ],
    },
    answer: ({ method, params }) =>
      method === "resources/read"
        ? { kind: "result", result: { contents: [{ uri: params.uri, text: "x" }], ttlMs: 5000, cacheScope: "public" } }
        : { kind: "result", result: { content: [], resultType: "complete", "x-unknown": 1 } },
  });
  token = harness.issue("claude");
});
afterEach(() => harness.close());

const post = (headers: Record<string, string | undefined>, body: string) =>
  send(harness.url, {
    headers: Object.fromEntries(
      Object.entries({ ...modernHeaders(token, "tools/call", "notes__add"), ...headers }).filter(
        ([, value]) => value !== undefined,
      ),
    ) as Record<string, string>,
    body,
  });

const callBody = (params: Record<string, unknown> = {}, meta: Record<string, unknown> = modernMeta()): string =>
  rpc("tools/call", { name: "notes__add", arguments: {}, _meta: meta, ...params });

it("answers server/discover, lists and calls with what the revision asks for", async () => {
  const discover = await callModern(harness.url, token, "server/discover");
  expect(discover.body.result).toMatchObject({
    supportedVersions: [MODERN],
    resultType: "complete",
    ttlMs: 0,
    cacheScope: "private",
    capabilities: { tools: { listChanged: true } },
  });
  const list = await callModern(harness.url, token, "tools/list");
  expect(list.body.result).toMatchObject({
    resultType: "complete",
    ttlMs: 0,
    cacheScope: "private",
    _meta: { "io.modelcontextprotocol/serverInfo": { name: "peta" } },
  });
  const call = await callModern(harness.url, token, "tools/call", { name: "notes__add", arguments: {} });
  expect(call.body.result).toMatchObject({ content: [], resultType: "complete", "x-unknown": 1 });
  for (const answer of [discover, list, call])
    expect([answer.status, answer.headers["mcp-session-id"]]).toEqual([200, undefined]);
});

it("never widens the cache scope of what a server says (A27)", async () => {
  const encoded = `=?base64?${Buffer.from("notes::note://日").toString("base64")}?=`;
  const answer = await send(harness.url, {
    headers: modernHeaders(token, "resources/read", encoded),
    body: rpc("resources/read", { uri: "notes::note://日", _meta: modernMeta() }),
  });
  expect(answer.body.result).toMatchObject({
    contents: [{ uri: "notes::note://日", text: "x" }],
    ttlMs: 5000,
    cacheScope: "private",
  });
});

describe("mirrored headers (A29)", () => {
  it.each([
    ["no Mcp-Method", { "mcp-method": undefined }],
    ["another Mcp-Method", { "mcp-method": "tools/list" }],
    ["no Mcp-Name", { "mcp-name": undefined }],
    ["another Mcp-Name", { "mcp-name": "notes__region" }],
    ["another Mcp-Name in base64", { "mcp-name": `=?base64?${Buffer.from("notes__region").toString("base64")}?=` }],
    ["a Mcp-Name in broken base64", { "mcp-name": "=?base64?***?=" }],
    ["a Mcp-Name in base64 of something that is no text", { "mcp-name": "=?base64?/w==?=" }],
    ["two Mcp-Method headers", { "mcp-method": "tools/call, tools/call" }],
    ["no version header", { "mcp-protocol-version": undefined }],
    ["another version header", { "mcp-protocol-version": LEGACY }],
  ])("refuses %s", async (_name, headers) => {
    const answer = await post(headers, callBody());
    expect([answer.status, answer.body.error?.code]).toEqual([400, -32020]);
    expect(harness.sent).toEqual([]);
    expect(harness.audit.at(-1)).toMatchObject({ outcome: "denied", errorCode: "request.header_mismatch" });
  });

  it("takes a name in base64 form", async () => {
    const answer = await post({ "mcp-name": `=?base64?${Buffer.from("notes__add").toString("base64")}?=` }, callBody());
    expect(answer.status).toBe(200);
  });

  it("compares Mcp-Param headers with the arguments that the schema marks", async () => {
    const call = (args: Record<string, unknown>, headers: Record<string, string>) =>
      post(
        { "mcp-name": "notes__region", ...headers },
        rpc("tools/call", { name: "notes__region", arguments: args, _meta: modernMeta() }),
      );
    expect((await call({ region: "eu", n: 42 }, { "mcp-param-region": "eu", "mcp-param-n": "42.0" })).status).toBe(200);
    expect((await call({ region: null }, {})).status).toBe(200);
    // Only a value with both ends of the marker is encoded; the sender encodes what would be mistaken for one.
    expect((await call({ region: "=?base64?SGVsbG8=" }, { "mcp-param-region": "=?base64?SGVsbG8=" })).status).toBe(200);
    for (const [args, headers] of [
      [{ region: "eu" }, {}],
      [{ region: "eu" }, { "mcp-param-region": "us" }],
      [{}, { "mcp-param-region": "us" }],
      [{ n: 1 }, { "mcp-param-n": "2" }],
      [{ region: "eu" }, { "mcp-param-region": "=?base64?dXM=?=" }],
    ] as const) {
      const answer = await call(args, headers);
      expect([answer.status, answer.body.error?.code]).toEqual([400, -32020]);
    }
    expect(harness.sent).toHaveLength(3);
  });
});

describe("the envelope", () => {
  const meta = modernMeta();
  const { "io.modelcontextprotocol/clientCapabilities": _capabilities, ...withoutCapabilities } = meta;

  it.each([
    ["without _meta", { _meta: undefined }],
    ["without a version", { _meta: { "io.modelcontextprotocol/clientCapabilities": {} } }],
    ["without client capabilities", { _meta: withoutCapabilities }],
    ["with client information of another shape", { _meta: { ...meta, "io.modelcontextprotocol/clientInfo": "me" } }],
  ])("is refused %s", async (_name, params) => {
    const answer = await post({}, callBody(params));
    expect([answer.status, answer.body.error?.code]).toEqual([400, -32602]);
  });

  it("is refused with a version that Core does not speak, which it names (A31)", async () => {
    const answer = await post(
      { "mcp-protocol-version": "2099-01-01" },
      callBody({}, { ...meta, "io.modelcontextprotocol/protocolVersion": "2099-01-01" }),
    );
    expect([answer.status, answer.body.error?.code]).toEqual([400, -32022]);
    expect(answer.body.error?.data).toMatchObject({
      requested: "2099-01-01",
      supported: [MODERN],
    });
  });
});

it("refuses methods that are not offered in this era with 404", async () => {
  for (const method of ["initialize", "ping", "logging/setLevel", "resources/subscribe", "tasks/list", "no/such"]) {
    const answer = await callModern(harness.url, token, method);
    expect([method, answer.status, answer.body.error?.code]).toEqual([method, 404, -32601]);
  }
});

it("has no GET, no DELETE and no posted responses in this era", async () => {
  for (const method of ["GET", "DELETE"]) {
    const answer = await send(harness.url, { method, headers: modernHeaders(token, "ping") });
    expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, "POST"]);
  }
  expect((await post({}, '{"jsonrpc":"2.0","id":1,"result":{}}')).status).toBe(400);
  expect((await post({}, '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{}}')).status).toBe(202);
});

it("ignores a session id, which this era does not have", async () => {
  const answer = await post({ "mcp-session-id": "anything" }, callBody());
  expect([answer.status, answer.headers["mcp-session-id"]]).toEqual([200, undefined]);
});
