import http from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHarness, type Harness } from "./create-harness.ts";
import { legacyHeaders, openSession, rpc, send } from "./raw-client.ts";

let harness: Harness;
let token: string;
let session: string;
beforeEach(async () => {
  harness = await createHarness({ limits: { bodyBytes: 20_000, depth: 20, bodyTimeoutMs: 5_000, keepAliveMs: 2_000 } });
  token = harness.issue("claude");
  session = await openSession(harness.url, token);
});
afterEach(() => harness.close());

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send(harness.url, { headers: { ...legacyHeaders(token, session), ...headers }, body });

const call = (args: string, more = ""): string =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"notes__add","arguments":${args}${more}}}`;

it("takes an ordinary call, colons and braces inside strings included", async () => {
  const answer = await post(call(String.raw`{"text":"a:b {\"c\": [1]} \\","n":{"k":"\\\":"}}`));
  expect(answer.status).toBe(200);
  expect(harness.sent[0]?.params.arguments).toEqual({ text: 'a:b {"c": [1]} \\', n: { k: '\\":' } });
});

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

it.each([
  ["the same key twice in the envelope", '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', -32600],
  ["the same key twice in the params", call("{}", ',"name":"notes__wipe"'), -32600],
  ["the same key twice in the arguments", call('{"path":"/ok","path":"/etc"}'), -32600],
  ["the same key twice, once escaped", call(String.raw`{"path":"/ok","\u0070ath":"/etc"}`), -32600],
  ["a prototype key", call('{"__proto__":{"admin":true}}'), -32600],
  ["an escaped prototype key", call(String.raw`{"\u005f_proto__":{"admin":true}}`), -32600],
  ["an envelope key in odd case", '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}', -32600],
  ["a params key in odd case", call("{}", ',"Name":"notes__wipe"'), -32600],
  ["a params key with a letter that folds into another", call("{}", ',"argument\\u017f":{"path":"/etc"}'), -32600],
  ["a number that no double holds", call('{"amount":1e400}'), -32600],
  ["one in a list", call('{"amounts":[1,-1e400]}'), -32600],
  ["a batch", `[${rpc("ping")}]`, -32600],
  ["a null id", '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ["a fractional id", '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
  ["an object as id", '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
  ["another JSON-RPC version", '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
  ["params that are a list", '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32602],
  ["a method and a result", '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', -32600],
  ["a bare value", "7", -32600],
  ["no JSON", '{"jsonrpc":', -32700],
  ["nothing", "", -32700],
  ["nesting without end", call(nested(30)), -32600],
  ["a list nested without end", "[".repeat(10_000), -32600],
])("refuses %s (A30, A34)", async (_name, body, code) => {
  const answer = await post(body);
  expect([answer.status, answer.body.error?.code]).toEqual([400, code]);
  expect(harness.sent).toEqual([]);
  expect(harness.audit.at(-1)).toMatchObject({
    outcome: "denied",
    errorCode: "request.malformed",
    principalId: "prn_claude",
  });
});

it("refuses bytes that are not UTF-8 (A30)", async () => {
  const body = Buffer.concat([
    Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}}'),
  ]);
  expect((await post(body)).body.error?.code).toBe(-32700);
});

it.each([
  ["another content type", { "content-type": "text/plain" }, 415],
  ["another character set", { "content-type": "application/json; charset=latin1" }, 415],
  ["a compressed body", { "content-encoding": "gzip" }, 415],
  ["a client that takes no event stream", { accept: "application/json" }, 406],
])("refuses %s", async (_name, headers, status) => {
  expect((await post(rpc("ping"), headers)).status).toBe(status);
});

it("takes the charset and wildcards that real clients send", async () => {
  const answer = await post(rpc("ping"), { "content-type": "application/json; charset=utf-8", accept: "*/*" });
  expect([answer.status, answer.body.result]).toEqual([200, {}]);
});

it("refuses a huge body before reading it, announced or not, and serves the next caller (A34)", async () => {
  const huge = call(JSON.stringify({ text: "x".repeat(30_000) }));
  expect((await post(huge)).status).toBe(413);
  expect((await post(huge, { "transfer-encoding": "chunked" })).status).toBe(413);
  expect((await post(Buffer.alloc(20_000_000, "x"))).status).toBe(413);
  expect(harness.audit.filter((entry) => entry.errorCode === "request.too_large")).toHaveLength(3);
  expect((await post(rpc("ping"))).status).toBe(200);
});

it("ends a body that drips in too slowly (A34)", async () => {
  const heard: { status?: number | undefined } = {};
  const request = http.request(harness.url, {
    method: "POST",
    headers: { ...legacyHeaders(token, session), "content-length": "500" },
  });
  request.on("response", (response) => {
    heard.status = response.resume().statusCode;
  });
  const answered = new Promise((resolve) => request.once("response", resolve));
  request.write('{"jsonrpc"');
  while (heard.status === undefined) {
    // Each round trip lets what was written arrive before the clock moves.
    expect((await post(rpc("ping"))).status).toBe(200);
    harness.clock.advance(10_000);
  }
  await answered;
  expect(heard.status).toBe(408);
  request.destroy();
});

it("says which field of a call is wrong", async () => {
  const wrong = async (params: Record<string, unknown>) => (await post(rpc("tools/call", params))).body.error;
  expect(await wrong({})).toMatchObject({ code: -32602, message: expect.stringContaining("params.name") });
  expect(await wrong({ name: 7 })).toMatchObject({ code: -32602 });
  expect(await wrong({ name: "notes__add", arguments: [] })).toMatchObject({
    code: -32602,
    message: expect.stringContaining("params.arguments"),
  });
  expect(await wrong({ name: "notes__add", _meta: [] })).toMatchObject({
    code: -32602,
    message: expect.stringContaining("_meta"),
  });
  expect(await wrong({ name: "notes__add", requestState: "forged" })).toMatchObject({ code: -32602 });
  expect(harness.sent).toEqual([]);
});

it("refuses two Host headers, whichever comes first (A48)", async () => {
  const { hostname, port } = new URL(harness.url);
  const status = await new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: "/mcp", method: "POST", setHost: false });
    request.setHeader("Host", ["localhost", "evil.example"]);
    request.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
    request.end("{}");
  });
  expect(status).toBe(400);
});
