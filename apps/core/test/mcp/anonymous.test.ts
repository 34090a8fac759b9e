import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import type { Admission, AdmittedRequest } from "../../src/modules/network/admission.ts";
import { createHarness, type Harness, type HarnessOptions, textResult, type World } from "./create-harness.ts";
import { INITIALIZE, LEGACY, MODERN, modernMeta, openStream, type RawAnswer, rpc, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

const WORLD: Partial<World> = {
  servers: [
    {
      serverId: "weather",
      publicAccess: false,
      anonymousAccess: true,
      anonymousRateLimit: 20,
      capabilities: [
        { kind: "tool", name: "today", anonymous: true },
        { kind: "tool", name: "warn", anonymous: true, dangerLevel: 1 },
        { kind: "tool", name: "publish", anonymous: true, dangerLevel: 2 },
        { kind: "tool", name: "reset" },
        { kind: "resource", name: "note://all", anonymous: true },
        { kind: "prompt", name: "ask" },
      ],
    },
    { serverId: "payroll", capabilities: [{ kind: "tool", name: "list", anonymous: true }] },
    {
      serverId: "mail",
      anonymousAccess: true,
      userFields: [],
      capabilities: [{ kind: "tool", name: "send", anonymous: true }],
    },
  ],
};

let core: Harness;
/** Hears what the door is asked, as it is asked. */
let admitted: AdmittedRequest[];
const start = async (options: HarnessOptions = {}): Promise<void> => {
  admitted = [];
  const admission: Admission = {
    admitAddress: () => {},
    admitRequest(request) {
      admitted.push(request);
      return { limit: null, remaining: 0, resetSeconds: 0 };
    },
    isAddressAllowed: () => true,
  };
  core = await createHarness({ world: structuredClone(WORLD), admission, ...options });
};
beforeEach(() => start());
afterEach(() => core.close());

const PATH = "/mcp/public";
const BASE = { "content-type": "application/json", accept: "application/json, text/event-stream" };
interface From {
  path?: string;
  address?: string;
  session?: string | undefined;
  headers?: Record<string, string>;
}
const headersOf = ({ address = "192.0.2.1", session, headers = {} }: From): Record<string, string> => ({
  ...BASE,
  "x-test-address": address,
  ...(session !== undefined && { "mcp-session-id": session, "mcp-protocol-version": LEGACY }),
  ...headers,
});
const post = (body: string | Buffer, from: From = {}): Promise<RawAnswer> =>
  send(core.url, { path: from.path ?? PATH, headers: headersOf(from), body });
const open = async (from: From = {}): Promise<string> =>
  String((await post(INITIALIZE, from)).headers["mcp-session-id"]);
const callModern = (method: string, params: Json = {}, from: From = {}): Promise<RawAnswer> =>
  post(rpc(method, { ...params, _meta: modernMeta(params._meta as Json | undefined) }), {
    ...from,
    headers: {
      "mcp-protocol-version": MODERN,
      "mcp-method": method,
      ...(typeof params.name === "string" && { "mcp-name": params.name }),
      ...from.headers,
    },
  });
const listen = (notifications: Json) =>
  openStream(Object.assign(new URL(core.url), { pathname: PATH }), {
    method: "POST",
    headers: { ...headersOf({}), "mcp-protocol-version": MODERN, "mcp-method": "subscriptions/listen" },
    body: rpc("subscriptions/listen", { notifications, _meta: modernMeta() }),
  });
/** The same request by a client of each era. */
const ERAS = {
  legacy: async (method: string, params: Json = {}, from: From = {}) =>
    post(rpc(method, params), { ...from, session: from.session ?? (await open(from)) }),
  modern: callModern,
};
const namesIn = ({ body }: RawAnswer, list = "tools"): string[] =>
  ((body.result?.[list] ?? []) as { name: string }[]).map(({ name }) => name);

describe.each(Object.entries(ERAS))("a %s client without a sign-in", (_era, ask) => {
  it("sees and calls the chosen tools of open servers, and nothing else (A10, A23)", async () => {
    expect(namesIn(await ask("tools/list"))).toEqual(["weather__today", "weather__warn"]);
    for (const list of ["resources", "prompts"]) expect(namesIn(await ask(`${list}/list`), list)).toEqual([]);
    const called = await ask("tools/call", { name: "weather__today", arguments: { city: "Bern" } });
    expect(called.body.result?.content).toEqual([{ type: "text", text: '{"city":"Bern"}' }]);
    const unknown = (await ask("tools/call", { name: "weather__none" })).body.error;
    for (const name of ["weather__publish", "weather__reset", "payroll__list", "mail__send"]) {
      const { error } = (await ask("tools/call", { name })).body;
      expect(error).toEqual({ ...unknown, message: `Unknown tool: ${name}` });
    }
    expect(core.sent.map(({ serverId, params }) => [serverId, params.name])).toEqual([["weather", "today"]]);
  });

  it("is on record under its own channel, as nobody known, with its address", async () => {
    await ask("tools/call", { name: "weather__today", arguments: {} }, { address: "2001:db8::7" });
    expect(core.audit.at(-1)).toMatchObject({
      action: "tools/call",
      channel: "public",
      principalHandle: "(anonymous)",
      principalId: expect.stringMatching(/^anonymous:/) as string,
      ipAddress: "2001:db8::7",
      outcome: "allowed",
    });
    expect(admitted.at(-1)).toMatchObject({ wire: "public", anonymousRatePerMinute: 20, ipAddress: "2001:db8::7" });
  });

  it("asks nobody: what a rule wants an approval for is refused, and no approval is left behind", async () => {
    core.change((world) => {
      world.rules = [
        { id: "ask", priority: 1, match: { capabilities: ["today"] }, when: "args.n > 1", effect: "approve" },
      ];
    });
    const refused = await ask("tools/call", { name: "weather__today", arguments: { n: 2 } });
    expect(refused.body.result).toMatchObject({ isError: true });
    // How the rules read is nobody's business here; the record says which one it was.
    expect(JSON.stringify(refused.body.result)).toContain("not open to callers without a sign-in");
    expect(refused.text).not.toMatch(/approv|rule/);
    expect(core.audit.at(-1)).toMatchObject({
      outcome: "denied",
      errorCode: "permission.denied",
      reason: expect.stringContaining("nobody approves") as string,
    });
    expect(core.audit.some(({ action }) => action.startsWith("approval"))).toBe(false);
    expect(
      (await ask("tools/call", { name: "weather__today", arguments: { n: 1 } })).body.result?.isError,
    ).toBeUndefined();
  });

  it("sends a token in vain: it is refused as misplaced, good or not (A2, A6)", async () => {
    const good = core.issue("claude");
    for (const from of [
      { headers: { authorization: `Bearer ${good}` } },
      { headers: { authorization: "Bearer made-up" } },
      { headers: { authorization: "Basic eDp5" } },
      { path: `${PATH}?token=${good}` },
    ]) {
      const refused = await ask("tools/list", {}, from);
      expect([refused.status, refused.body.error?.data?.code]).toEqual([400, "auth.ambiguous_credentials"]);
      expect(refused.text).not.toContain(good);
    }
    expect(core.strangers.at(-1)).toMatchObject({ channel: "public", errorCode: "auth.ambiguous_credentials" });
    expect(core.audit).toEqual([]);
  });

  it("gets a body of 64 KiB, and no more (A34)", async () => {
    const name = "weather__today";
    const long = await ask("tools/call", { name, arguments: { text: "x".repeat(70_000) } });
    expect([long.status, long.body.error?.data?.code]).toEqual([413, "request.too_large"]);
    expect((await ask("tools/call", { name, arguments: { text: "x".repeat(50_000) } })).status).toBe(200);
  });

  it("hears nothing of messages, and is asked nothing by servers", async () => {
    core.state.answer = async ({ options }) => {
      options.onNotification?.({
        method: "notifications/message",
        params: { level: "error", data: "of the operator" },
      });
      return textResult(JSON.stringify(options.clientCapabilities ?? {}));
    };
    const heard = await ask("tools/call", {
      name: "weather__today",
      arguments: {},
      _meta: {
        "io.modelcontextprotocol/clientCapabilities": { elicitation: {}, sampling: {} },
        "io.modelcontextprotocol/logLevel": "debug",
      },
    });
    expect(heard.text).not.toContain("of the operator");
    expect(heard.body.result?.content).toEqual([{ type: "text", text: "{}" }]);
  });
});

describe("what strangers may cost (A35)", () => {
  const call = (address: string): Promise<RawAnswer> =>
    callModern("tools/call", { name: "weather__today", arguments: {} }, { address });

  it("a stream that names 1,000 resources is one record, and hears of none", async () => {
    const stream = await listen({
      toolsListChanged: true,
      resourceSubscriptions: Array.from({ length: 1_000 }, (_, at) => `note://${at}`),
    });
    expect(await stream.next()).toMatchObject({ params: { notifications: { toolsListChanged: true } } });
    stream.close();
    expect(core.audit.map(({ action }) => action)).toEqual(["subscriptions/listen"]);
  });

  it("slow calls have few places: of an address, and at a server; whoever has signed in has theirs", async () => {
    await core.close();
    const waiting: (() => void)[] = [];
    const world = structuredClone(WORLD);
    world.servers = world.servers?.map((server) => ({ ...server, publicAccess: true }));
    await start({
      world,
      gatewayLimits: { anonymousCallsPerAddress: 2, anonymousCallsPerServer: 3 },
      answer: () => new Promise((resolve) => waiting.push(() => resolve(textResult("late")))),
    });
    const under = ["192.0.2.1", "192.0.2.1", "192.0.2.2"].map(call);
    await expect.poll(() => waiting.length).toBe(3);
    const refused = [await call("192.0.2.1"), await call("192.0.2.3")];
    expect(refused.map(({ body }) => body.error?.data?.code)).toEqual(["server.busy", "server.busy"]);
    expect(refused[0]?.text).toContain("Your address already has 2 calls under way");
    const headers = { authorization: `Bearer ${core.issue("claude")}` };
    const known = callModern("tools/call", { name: "weather__today", arguments: {} }, { path: "/mcp", headers });
    await expect.poll(() => waiting.length).toBe(4);
    for (const answer of waiting) answer();
    for (const { status } of await Promise.all([...under, known])) expect(status).toBe(200);
    const again = call("192.0.2.1");
    await expect.poll(() => waiting.length).toBe(5);
    waiting[4]?.();
    expect((await again).status).toBe(200);
  });

  it("a server that takes two calls at a time gives them one", async () => {
    await core.close();
    const waiting: (() => void)[] = [];
    const world = structuredClone(WORLD);
    world.servers = world.servers?.map((server) => ({ ...server, settings: { maxConcurrentRequests: 2 } }));
    await start({ world, answer: () => new Promise((resolve) => waiting.push(() => resolve(textResult("late")))) });
    const first = call("192.0.2.1");
    await expect.poll(() => waiting.length).toBe(1);
    expect((await call("192.0.2.2")).body.error?.data?.code).toBe("server.busy");
    waiting[0]?.();
    await first;
  });
});

describe("what strangers are told", () => {
  it("nothing of what is wrong with a server", async () => {
    core.state.answer = () => {
      throw new CoreError("server.start_failed", "The program /opt/weather ended: cannot reach db.internal:5432.");
    };
    const refused = await callModern("tools/call", { name: "weather__today", arguments: {} });
    expect(refused.body.error?.data?.code).toBe("server.start_failed");
    expect(refused.text).not.toMatch(/opt|internal/);
    expect(core.audit.at(-1)).toMatchObject({ outcome: "failed", errorCode: "server.start_failed" });
  });

  it("an answer to a question that nobody asked goes nowhere (A25)", async () => {
    const inputResponses = { ask: { action: "accept", content: { yes: true } } };
    const refused = await callModern("tools/call", { name: "weather__today", arguments: {}, inputResponses });
    expect([refused.body.error?.data?.code, core.sent]).toEqual(["input.invalid", []]);
  });

  it("no tasks: none are offered, a call that wants to be one is an ordinary one, and none are listed", async () => {
    core.change((world) => {
      const [weather] = world.servers;
      if (!weather) return;
      const definition = { name: "today", inputSchema: { type: "object" }, execution: { taskSupport: "optional" } };
      weather.capabilities = [{ kind: "tool", name: "today", anonymous: true, definition }];
      weather.declaredCapabilities = { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } };
      weather.publicAccess = true;
    });
    const offered = (from: From) => post(INITIALIZE, from).then(({ body }) => body.result?.capabilities);
    const known = { path: "/mcp", headers: { authorization: `Bearer ${core.issue("claude")}` } };
    expect(await offered(known)).toHaveProperty("tasks");
    expect(await offered({})).not.toHaveProperty("tasks");
    const called = await ERAS.legacy("tools/call", { name: "weather__today", arguments: {}, task: { ttl: 60_000 } });
    expect(called.body.result?.content).toEqual([{ type: "text", text: "{}" }]);
    expect(core.sent.map(({ params }) => params.task)).toEqual([undefined]);
    expect((await ERAS.legacy("tasks/list")).body.error?.data?.code).toBe("request.unsupported");
  });

  it("a search and a call by way of it reach the chosen tools and no others (A23)", async () => {
    core.change((world) => {
      world.discovery = [{ principalId: null, clientKey: null, profile: "strict", pinned: [], directTools: 0 }];
    });
    const use = async (name: string, args: Json) =>
      JSON.stringify((await callModern("tools/call", { name: `peta__catalog_${name}`, arguments: args })).body);
    const found = await use("search", { query: "tool" });
    expect(found).toContain("weather__today");
    expect(found).not.toMatch(/publish|reset|payroll|mail/);
    for (const name of ["weather__reset", "payroll__list"]) {
      expect(await use("describe", { names: [name] })).not.toContain("inputSchema");
      expect(await use("execute", { name, schemaHash: "0", arguments: {} })).toContain("Unknown tool");
    }
    expect(core.sent).toEqual([]);
  });
});

describe("the public path", () => {
  it("is one for each workspace; one that opens nothing and one that is not there look alike (A23)", async () => {
    expect(namesIn(await callModern("tools/list", {}, { path: "/mcp/public/first?names=canonical" }))).toEqual([
      "weather::today",
      "weather::warn",
    ]);
    const absent = await callModern("tools/list", {}, { path: "/mcp/public/second" });
    expect([absent.status, absent.body.error?.data?.code]).toEqual([401, "auth.required"]);
    expect(absent.headers["www-authenticate"]).toBe('Bearer realm="peta"');
    core.change((world) => {
      world.servers = world.servers.map((server) => ({ ...server, anonymousAccess: false }));
    });
    const closed = await callModern("tools/list", {}, { path: "/mcp/public/first" });
    expect([closed.status, closed.text]).toEqual([absent.status, absent.text]);
    expect(core.strangers.at(-1)).toMatchObject({ channel: "public", errorCode: "auth.required" });
    core.change((world) => {
      const [weather] = world.servers;
      if (weather) world.servers = [{ ...weather, anonymousAccess: true, capabilities: weather.capabilities.slice(2) }];
    });
    // What is chosen there asks a person now, or was chosen and is no tool.
    expect((await callModern("tools/list")).text).toBe(absent.text);
  });

  it.each(["/mcp/publicity", "/mcp/%70ublic", "/mcp/Public", "/mcp/", "/mcp/public%2Ffirst"])(
    "is not %s, which wants a token as ever (A1)",
    async (path) => expect((await callModern("tools/list", {}, { path })).status).toBe(401),
  );

  it("refuses pages of other origins and foreign host names, as /mcp does (A48)", async () => {
    const foreign: Record<string, string>[] = [{ origin: "http://evil.test" }, { host: "evil.test" }];
    for (const headers of foreign) expect((await callModern("tools/list", {}, { headers })).status).toBe(403);
  });

  it("does not fall back to nobody on /mcp (A1, A2)", async () => {
    const unknown: Record<string, string>[] = [{}, { authorization: "Bearer made-up" }];
    for (const headers of unknown)
      expect((await callModern("tools/list", {}, { path: "/mcp", headers })).status).toBe(401);
    expect(core.audit).toEqual([]);
  });

  it("takes the lowest rate of the open servers that have something chosen", async () => {
    core.change((world) => {
      const [weather] = world.servers;
      if (weather)
        world.servers.push(
          { ...weather, serverId: "slow", anonymousRateLimit: 3 },
          { ...weather, serverId: "empty", anonymousRateLimit: 1, capabilities: [{ kind: "tool", name: "none" }] },
        );
    });
    await callModern("tools/list");
    expect(admitted.at(-1)?.anonymousRatePerMinute).toBe(3);
  });
});

describe("a session without a sign-in", () => {
  it("is its network's: from another one it is not there, and a token does not open it (A22)", async () => {
    const session = await open({ address: "2001:db8:1:1::7" });
    const ping = (from: From) => post(rpc("ping"), { ...from, session });
    expect((await ping({ address: "2001:db8:1:1::8" })).status).toBe(200);
    expect((await ping({ address: "2001:db8:1:2::7" })).status).toBe(404);
    const headers = { authorization: `Bearer ${core.issue("claude")}` };
    expect((await ping({ path: "/mcp", address: "2001:db8:1:1::7", headers })).status).toBe(404);
  });

  it("is one of few from an address, and of a number altogether; others keep theirs (A35)", async () => {
    await core.close();
    await start({ limits: { sessionsPerAddress: 2, anonymousSessions: 3, streamsPerAddress: 1, anonymousStreams: 2 } });
    const sessions = [await open(), await open(), await open()];
    expect(core.surface.sessionCount()).toBe(2);
    expect((await post(rpc("ping"), { session: sessions[0] })).status).toBe(404);
    const streamOf = async (address: string) =>
      openStream(Object.assign(new URL(core.url), { pathname: PATH }), {
        headers: headersOf({ address, session: await open({ address }) }),
      });
    const held = [await streamOf("192.0.2.2"), await streamOf("192.0.2.3")];
    expect(held.map(({ status }) => status)).toEqual([200, 200]);
    expect((await streamOf("192.0.2.2")).status).toBe(429);
    expect((await streamOf("192.0.2.4")).status).toBe(429);
    for (const stream of held) stream.close();
  });

  it("is not stored, and its calls end with their connection", async () => {
    const session = await open();
    const { stores } = core;
    await core.sessions.close();
    await core.close();
    let isAborted = (): void => {};
    const aborted = new Promise<void>((resolve) => (isAborted = resolve));
    await start({
      stores,
      answer: ({ options: { onNotification, signal } }) =>
        new Promise((_resolve, reject) => {
          onNotification?.({ method: "notifications/progress", params: { progress: 1 } });
          signal?.addEventListener("abort", () => {
            isAborted();
            reject(new CoreError("request.cancelled", "It was cancelled."));
          });
        }),
    });
    expect((await post(rpc("ping"), { session })).status).toBe(404);
    const call = await openStream(Object.assign(new URL(core.url), { pathname: PATH }), {
      method: "POST",
      headers: headersOf({ session: await open() }),
      body: rpc("tools/call", { name: "weather__today", arguments: {}, _meta: { progressToken: 1 } }),
    });
    await call.next();
    call.close();
    await aborted;
  });

  it("hears of a tool that is chosen, and ends when nothing is open any more, as a listen stream does (A7)", async () => {
    const listening = await listen({ toolsListChanged: true });
    expect(await listening.next()).toMatchObject({ method: "notifications/subscriptions/acknowledged" });
    const stream = await openStream(Object.assign(new URL(core.url), { pathname: PATH }), {
      headers: headersOf({ session: await open() }),
    });
    core.change((world) => {
      for (const of of world.servers[0]?.capabilities ?? []) if (of.name === "reset") of.anonymous = true;
    });
    for (const each of [stream, listening])
      expect(await each.next()).toMatchObject({ method: "notifications/tools/list_changed" });
    core.change((world) => {
      for (const server of world.servers) server.anonymousAccess = false;
    });
    expect(await stream.next()).toBeUndefined();
    expect(await listening.next()).toMatchObject({ result: { resultType: "complete" } });
    expect(await listening.next()).toBeUndefined();
    expect(core.surface.sessionCount()).toBe(0);
  });
});

it("shares kept answers with other callers without a sign-in at most, and only where policy says so (A27)", async () => {
  const asked = async (scope: "principal" | "workspace"): Promise<number> => {
    core.change((world) => {
      world.servers = world.servers.map((server) => ({ ...server, publicAccess: true }));
      world.cachePolicies = [{ serverId: "weather", kind: "tool", name: "today", scope }];
    });
    core.sent.length = 0;
    const call = { name: "weather__today", arguments: { scope } };
    const headers = { authorization: `Bearer ${core.issue("claude")}` };
    await callModern("tools/call", call, { path: "/mcp", headers });
    await callModern("tools/call", call);
    await callModern("tools/call", call, { address: "198.51.100.1" });
    return core.sent.length;
  };
  expect(await asked("principal")).toBe(3);
  expect(await asked("workspace")).toBe(2);
  // What the server calls private is each address's own, whatever the policy says.
  core.state.answer = () => ({ kind: "result", result: { content: [], cacheScope: "private" } });
  core.change((world) => (world.policySetVersion += 1));
  expect(await asked("workspace")).toBe(3);
});
