import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createConnectKit, errorOf } from "../fixtures/connect-kit.ts";
import { type ApiReply, type FixtureApi, type SeenApiRequest, startApi } from "../fixtures/rest-api.ts";
import { callRest, restLaunch } from "../fixtures/rest-kit.ts";

const kit = createConnectKit();
let api: FixtureApi;
let reply: (request: SeenApiRequest) => ApiReply | undefined;
beforeAll(async () => {
  api = await startApi((request) => reply(request));
});
beforeEach(() => {
  reply = () => ({ body: { ok: true } });
  api.seen.length = 0;
});
afterAll(async () => {
  await kit.close();
  await api.close();
});

type Tools = Parameters<typeof restLaunch>[1];
const connect = (tools: Tools, more: Parameters<typeof restLaunch>[2] = {}) =>
  kit.connect(restLaunch(api.url, tools, more));

const getPet = {
  name: "get_pet",
  method: "GET",
  path: "/pets/{petId}",
  parameters: [
    { name: "petId", in: "path", schema: { type: ["string", "integer"] } },
    { name: "verbose", in: "query", schema: { type: "boolean" } },
    { name: "tags", as: "tag[]", in: "query", schema: { type: "array" } },
    { name: "trace", as: "X-Trace", in: "header" },
  ],
} as const satisfies Tools[number];

describe("an API as a server", () => {
  test("its tools carry one schema of their arguments, and hints from their methods", async () => {
    const connection = await connect(
      [getPet, { name: "drop_pet", method: "DELETE", path: "/pets/{id}", parameters: [{ name: "id", in: "path" }] }],
      { title: "Pets", version: "3", description: "About pets." },
    );
    expect(connection.serverInfo).toEqual({ name: "Pets", version: "3", instructions: "About pets." });
    const outcome = await connection.request("tools/list", {}, { timeoutMs: 1_000 });
    expect(outcome).toMatchObject({
      result: {
        tools: [
          {
            name: "get_pet",
            inputSchema: {
              required: ["petId"],
              additionalProperties: false,
              properties: { verbose: { type: "boolean" } },
            },
            annotations: { readOnlyHint: true },
          },
          { name: "drop_pet", annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true } },
        ],
      },
    });
  });

  test("a call becomes one request, each argument in its place", async () => {
    const connection = await connect([getPet]);
    const answer = await callRest(connection, "get_pet", {
      petId: "a b/ü?#&",
      verbose: true,
      tags: ["x&y", "z"],
      trace: "t1",
    });
    expect(answer).toEqual({ isError: false, text: '{"ok":true}', structured: { ok: true } });
    expect(api.seen).toHaveLength(1);
    expect(api.last()).toMatchObject({
      method: "GET",
      url: "/v1/pets/a%20b%2F%C3%BC%3F%23%26?verbose=true&tag%5B%5D=x%26y&tag%5B%5D=z",
      body: "",
      headers: { "x-trace": "t1", "user-agent": "peta-test/0.0.0" },
    });
  });

  test("a body is one argument, or made of several, as JSON or as a form", async () => {
    const post = { method: "POST", path: "/pets" } as const;
    const connection = await connect([
      { ...post, name: "whole", body: { argument: "pet", required: true, schema: { type: "object" } } },
      {
        ...post,
        name: "parts",
        parameters: [
          { name: "name", in: "body" },
          { name: "kind", in: "body", value: "dog" },
        ],
      },
      { ...post, name: "form", body: { type: "form" }, parameters: [{ name: "name", in: "body" }] },
      { ...post, name: "note", body: { type: "text", argument: "text" } },
    ]);
    await callRest(connection, "whole", { pet: { name: 'x"y' } });
    expect(JSON.parse(api.last().body)).toEqual({ name: 'x"y' });
    await callRest(connection, "parts", { name: '","admin":true,"' });
    expect(JSON.parse(api.last().body)).toEqual({ name: '","admin":true,"', kind: "dog" });
    await callRest(connection, "form", { name: "a=b&admin=1" });
    expect(api.last()).toMatchObject({
      body: "name=a%3Db%26admin%3D1",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    await callRest(connection, "note", { text: "plain" });
    expect(api.last()).toMatchObject({ body: "plain", headers: { "content-type": "text/plain; charset=utf-8" } });
  });

  test("what it does not offer is refused", async () => {
    const connection = await connect([getPet]);
    expect(await connection.request("prompts/list", {}, { timeoutMs: 1_000 })).toMatchObject({
      error: { code: -32601 },
    });
    await expect(callRest(connection, "nothing")).rejects.toThrow("no such tool");
    await connection.close();
    expect(await errorOf(callRest(connection, "get_pet", { petId: "1" }))).toMatchObject({
      code: "server.unreachable",
    });
  });
});

describe("what an API answers", () => {
  const one = (more: Partial<Tools[number]> = {}): Tools => [{ name: "get", method: "GET", path: "/x", ...more }];

  test.each([
    [
      { status: 404, body: { message: "no such pet" } },
      'The API answered HTTP 404 (Not Found).\n{"message":"no such pet"}',
    ],
    [
      { status: 429, headers: { "retry-after": "7" } },
      "The API answered HTTP 429 (Too Many Requests). It says to wait 7 s.",
    ],
    [{ status: 500, body: Buffer.from([0, 1, 2]) }, "The API answered HTTP 500 (Internal Server Error)."],
  ])("a refusal is a tool's error with its status: %#", async (given, text) => {
    reply = () => given;
    expect(await callRest(await connect(one()), "get")).toMatchObject({ isError: true, text });
  });

  test("a long refusal is cut", async () => {
    reply = () => ({ status: 400, headers: { "content-type": "text/plain" }, body: "x".repeat(50_000) });
    expect((await callRest(await connect(one()), "get")).text.length).toBeLessThan(2_100);
  });

  test("it is shaped: a place in it, and the members that are wanted", async () => {
    reply = () => ({ body: { data: { items: [{ id: 1, secret: "s", owner: { name: "a", x: 1 } }] } } });
    const response = { select: "$.data.items", fields: ["id", "owner.name"] };
    const answer = await callRest(await connect(one({ response })), "get");
    expect(JSON.parse(answer.text)).toEqual([{ id: 1, owner: { name: "a" } }]);
    expect(answer.structured).toEqual({ items: [{ id: 1, owner: { name: "a" } }] });
    const missing = await callRest(await connect(one({ response: { select: "/nothing" } })), "get");
    expect(missing).toMatchObject({ isError: true, text: "The API's answer has nothing at /nothing." });
  });

  test("text stays text, pictures are pictures, and other bytes are a resource", async () => {
    const connection = await connect(one());
    reply = () => ({ headers: { "content-type": "text/csv" }, body: "a,b" });
    expect((await callRest(connection, "get")).text).toBe("a,b");
    reply = () => ({ headers: { "content-type": "image/png" }, body: Buffer.from("png") });
    expect((await callRest(connection, "get")).text).toBe('{"type":"image","data":"cG5n","mimeType":"image/png"}');
    reply = () => ({ headers: { "content-type": "application/zip" }, body: Buffer.from("zip") });
    expect((await callRest(connection, "get")).text).toContain('"blob":"emlw"');
    reply = () => ({ status: 204 });
    expect((await callRest(connection, "get")).text).toContain("HTTP 204");
    reply = () => ({ headers: { "content-type": "application/json" }, body: "{" });
    expect(await callRest(connection, "get")).toMatchObject({ isError: true });
  });

  test("A34: more bytes than the tool may take are not read", async () => {
    reply = () => ({ headers: { "content-type": "text/plain" }, body: "x".repeat(100_000) });
    const answer = await callRest(await connect(one({ budget: { maxBytes: 10_000 } })), "get");
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toContain("10000 bytes");
  });

  test("a list of more entries than the tool gives back says so", async () => {
    reply = () => ({ body: [1, 2, 3] });
    const answer = await callRest(await connect(one({ budget: { maxItems: 2 } })), "get");
    expect(JSON.parse(answer.text)).toMatchObject({ items: [1, 2], isCut: true });
  });

  test("one that does not come in time, or that nobody waits for, ends the call", async () => {
    const connection = await connect(one({ budget: { timeoutMs: 100 } }));
    const slow = await connect(one());
    reply = () => undefined;
    expect(await errorOf(callRest(connection, "get"))).toMatchObject({ code: "server.timeout" });
    const abort = new AbortController();
    const called = errorOf(callRest(slow, "get", {}, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 30);
    expect(await called).toMatchObject({ code: "request.cancelled" });
  });

  test("an API that is gone is unreachable, not a tool's error", async () => {
    const gone = await startApi(() => ({ body: {} }));
    const connection = await kit.connect(restLaunch(gone.url, one()));
    await gone.close();
    expect(await errorOf(callRest(connection, "get"))).toMatchObject({ code: "server.unreachable" });
  });

  test("requests of a minute are counted", async () => {
    const connection = await connect(one(), { requestsPerMinute: 2 });
    await callRest(connection, "get");
    await callRest(connection, "get");
    const error = await errorOf(callRest(connection, "get"));
    expect(error).toMatchObject({ code: "server.busy", retryAfterSeconds: 30 });
  });
});

describe("A40: redirects", () => {
  const tools: Tools = [
    { name: "get", method: "GET", path: "/x" },
    { name: "post", method: "POST", path: "/x" },
  ];

  test("inside the API's own origin they are followed for reading, with credentials, a few times", async () => {
    reply = ({ url }) => (url === "/v1/y" ? { body: { at: "y" } } : { status: 302, headers: { location: "y" } });
    const connection = await connect(tools, { launch: { auth: { kind: "bearer", token: "the-token" } } });
    expect((await callRest(connection, "get")).text).toBe('{"at":"y"}');
    expect(api.last().headers.authorization).toBe("Bearer the-token");
    reply = () => ({ status: 302, headers: { location: "/v1/x" } });
    api.seen.length = 0;
    expect(await callRest(connection, "get")).toMatchObject({ isError: true });
    expect(api.seen).toHaveLength(4);
  });

  test("to another origin, or after something changed, nothing follows", async () => {
    const other = await startApi(() => ({ body: { stolen: true } }));
    const connection = await connect(tools, { launch: { auth: { kind: "bearer", token: "the-token" } } });
    reply = () => ({ status: 307, headers: { location: `${other.url}/x` } });
    expect(await callRest(connection, "get")).toMatchObject({ isError: true });
    reply = () => ({ status: 307, headers: { location: "/v1/y" } });
    expect(await callRest(connection, "post")).toMatchObject({ isError: true });
    expect(other.seen).toHaveLength(0);
    expect(api.seen.map(({ url }) => url)).toEqual(["/v1/x", "/v1/x"]);
    await other.close();
  });
});
