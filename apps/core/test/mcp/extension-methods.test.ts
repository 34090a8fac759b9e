import { afterEach, beforeEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type ServerInput } from "./create-harness.ts";
import { callLegacy, callModern, openSession, type RawAnswer, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

const server = (serverId: string, extensionMethods: string[], more: Partial<ServerInput> = {}): ServerInput => ({
  serverId,
  capabilities: [{ kind: "tool", name: "add" }],
  settings: { extensionMethods },
  ...more,
});

let harness: Harness;
let token: string;
let session: string;
beforeEach(async () => {
  harness = await createHarness({
    world: {
      servers: [
        server("crm", ["acme/*", "one/find"]),
        server("mail", ["acme/send"]),
        server("hidden", ["secret/*", "acme/send"], { publicAccess: false }),
        server("off", ["off/*"], { enabled: false }),
      ],
    },
    answer: ({ params }) => ({ kind: "result", result: { got: params, _meta: { "vendor/x": 1, "peta/forged": 1 } } }),
    toCredential: (name, { tokenHash }) =>
      name.includes("-library")
        ? { kind: "oauth", clientId: "c", grantId: "g", tokenHash, scopes: ["mcp:prompts"], expiresAt: 9e15 }
        : undefined,
  });
  token = harness.issue("claude");
  session = await openSession(harness.url, token);
});
afterEach(() => harness.close());

const inBothEras = async (method: string, params: Json = {}): Promise<RawAnswer["body"][]> => [
  (await callLegacy(harness.url, token, session, method, params)).body,
  (await callModern(harness.url, token, method, params)).body,
];
const unknown = (method: string) => ({
  error: { code: -32601, message: `Core does not offer the method ${method}.`, data: { code: "request.unsupported" } },
});

it("passes a method on to the only server whose settings let it through, and its answer back, without reserved keys (A33)", async () => {
  const params = { table: "orders", _meta: { "vendor/y": 2, "peta/server": "crm", "io.modelcontextprotocol/z": 3 } };
  const [legacy, modern] = await inBothEras("one/find", params);
  const got = { table: "orders", _meta: { "vendor/y": 2 } };
  expect(legacy?.result).toEqual({ got, _meta: { "vendor/x": 1 } });
  expect(modern?.result).toEqual({ resultType: "complete", got, _meta: { "vendor/x": 1 } });
  expect(harness.sent).toMatchObject([{ serverId: "crm", method: "one/find", params: got }, { serverId: "crm" }]);
});

it("names the servers to choose from where several are visible, and takes the one that is named", async () => {
  for (const { error } of await inBothEras("acme/send"))
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('_meta["peta/server"]: crm, mail.') });
  await inBothEras("acme/send", { _meta: { "peta/server": "mail" } });
  expect(harness.sent.map(({ serverId, params }) => [serverId, params])).toEqual([
    ["mail", {}],
    ["mail", {}],
  ]);
});

it.each([
  ["nobody/knows", undefined],
  ["acme/find", "mail"],
  ["acme/find", "nobody"],
  ["acme/find", 7],
  ["secret/find", undefined],
  ["secret/find", "hidden"],
  ["off/find", "off"],
  ["acme/*", undefined],
  ["acme", undefined],
  ["acme//find", undefined],
])("%s for %j is a method that nobody offers, in the same words", async (method, named) => {
  const params = named === undefined ? {} : { _meta: { "peta/server": named } };
  for (const body of await inBothEras(method, params)) expect(body).toMatchObject(unknown(method));
  expect(harness.sent).toEqual([]);
});

it.each(["tools/other", "tasks/other", "Tasks/get", "notifications/x", "server/other", "peta/x"])(
  "what belongs to the protocol is no method of an extension, whatever the settings say: %s",
  async (method) => {
    harness.change((world) => world.servers.push(server("wide", [method, "tasks/*", "tools/*"])));
    for (const body of await inBothEras(method)) expect(body.error).toMatchObject({ code: -32601 });
    expect(harness.sent).toEqual([]);
  },
);

it("policy decides: the server's permission, rules about the method, and nobody is asked", async () => {
  harness.change((world) => {
    world.rules = [
      { id: "no-orders", priority: 2, match: { kinds: ["method"] }, when: 'args.table == "orders"', effect: "deny" },
      { id: "ask", priority: 1, match: { capabilities: ["one/find"] }, effect: "approve" },
    ];
  });
  for (const { error } of await inBothEras("acme/find", { table: "orders" }))
    expect(error).toMatchObject({ code: -31001, message: expect.stringContaining("no-orders") });
  for (const { error } of await inBothEras("one/find", { table: "x" }))
    expect(error).toMatchObject({ code: -31001, message: expect.stringContaining("cannot be held") });
  harness.change((world) => world.grants.push({ handle: "claude", target: "crm", enabled: false }));
  for (const body of await inBothEras("acme/find", { table: "x" })) expect(body).toMatchObject(unknown("acme/find"));
  expect(harness.sent).toEqual([]);
});

it("records the method and the server, and nothing of the content", async () => {
  await inBothEras("one/find", { table: "very secret" });
  const [legacy, modern] = harness.audit.filter(({ action }) => action === "one/find");
  for (const entry of [legacy, modern])
    expect(entry).toMatchObject({
      serverId: "crm",
      capabilityKind: "method",
      capabilityName: "one/find",
      decision: "allow",
    });
  expect(JSON.stringify(harness.audit)).not.toContain("very secret");
  harness.state.auditError = new Error("down");
  for (const { error } of await inBothEras("one/find"))
    expect(error?.data).toMatchObject({ code: "audit.unavailable" });
});

it("a server's own error passes; only Core says that policy refused, and a question or a task is no answer", async () => {
  harness.state.answer = () => ({ kind: "error", error: { code: -32050, message: "no", data: { approval: 1, x: 2 } } });
  for (const { error } of await inBothEras("one/find"))
    expect(error).toEqual({ code: -32603, message: "no", data: { x: 2 } });
  for (const resultType of ["input_required", "task"]) {
    harness.state.answer = () => ({ kind: "result", result: { resultType } });
    for (const { error } of await inBothEras("one/find"))
      expect(error?.data).toMatchObject({ code: "server.protocol_error" });
  }
});

it("what is wrong with the server is told to agents in words that they can use, and to the record whole", async () => {
  harness.state.answer = () => {
    throw new CoreError("server.start_failed", "The program has ended at its start. Run it by hand.", {
      retryAfterSeconds: 3,
    });
  };
  for (const { error } of await inBothEras("one/find"))
    expect(error).toMatchObject({
      message:
        "The program has ended at its start. The call was not made. Call again in 3 s, or ask an administrator to look at the server.",
      data: { code: "server.start_failed" },
    });
  const reason = expect.stringMatching(
    /^The program has ended at its start\. Run it by hand\. The permissions let this call/,
  );
  expect(harness.audit.slice(-2)).toMatchObject([
    { outcome: "failed", decision: "allow", reason },
    { outcome: "failed", decision: "allow", reason },
  ]);
});

it("who is cut off because Core stops did not take the request back, and hears and is recorded so", async () => {
  const underWay = new Promise<void>((isSent) => {
    let sent = 0;
    harness.state.answer = ({ options: { signal } }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () =>
          reject(new CoreError("request.cancelled", "The request was cancelled.")),
        );
        if (++sent === 2) isSent();
      });
  });
  const answers = Promise.all([
    callLegacy(harness.url, token, session, "one/find"),
    callModern(harness.url, token, "one/find", {}),
  ]);
  await underWay;
  const closed = harness.surface.close();
  harness.clock.advance(6_000);
  for (const { body } of await answers) expect(body.error?.data).toMatchObject({ code: "request.interrupted" });
  await closed;
  const end = { outcome: "failed", errorCode: "request.interrupted" };
  expect(harness.audit.filter(({ action }) => action === "one/find")).toMatchObject([end, end]);
});

it("callers without a sign-in have none, and an OAuth token needs the scope of tools (A4)", async () => {
  harness.change((world) =>
    world.servers.push(
      server("open", ["open/*"], {
        anonymousAccess: true,
        capabilities: [{ kind: "tool", name: "add", anonymous: true }],
      }),
    ),
  );
  const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "a", version: "1" } },
  });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const opened = await send(harness.url, { path: "/mcp/public", headers, body: initialize });
  const { body } = await send(harness.url, {
    path: "/mcp/public",
    headers: {
      ...headers,
      "mcp-session-id": String(opened.headers["mcp-session-id"]),
      "mcp-protocol-version": "2025-11-25",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 2, method: "open/find" }),
  });
  expect(body).toMatchObject(unknown("open/find"));
  token = harness.issue("claude", "library.1");
  const { status, headers: answered } = await callModern(harness.url, token, "one/find");
  expect([status, answered["www-authenticate"]]).toEqual([403, expect.stringContaining('scope="mcp:tools"')]);
  expect(harness.sent).toEqual([]);
});
