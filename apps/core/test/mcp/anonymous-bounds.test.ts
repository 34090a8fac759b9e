import { describe, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { textResult } from "./create-harness.ts";
import { INITIALIZE, type RawAnswer } from "./raw-client.ts";
import { type From, STRANGERS_WORLD, useStrangers } from "./strangers.ts";

type Json = Record<string, unknown>;

const at = useStrangers();
const { start, post, callModern, listen, ERAS } = at;

describe("what strangers may cost (A35)", () => {
  const call = (address: string): Promise<RawAnswer> =>
    callModern("tools/call", { name: "weather__today", arguments: {} }, { address });

  it("a stream that names 1,000 resources is one record, and hears of none", async () => {
    const stream = await listen({
      toolsListChanged: true,
      resourceSubscriptions: Array.from({ length: 1_000 }, (_, index) => `note://${index}`),
    });
    expect(await stream.next()).toMatchObject({ params: { notifications: { toolsListChanged: true } } });
    stream.close();
    expect(at.core.audit.map(({ action }) => action)).toEqual(["subscriptions/listen"]);
  });

  it("a stream that names 64 tasks is one record too, and hears of none", async () => {
    const stream = await listen(
      { toolsListChanged: true, taskIds: Array.from({ length: 64 }, (_, index) => `made-up-but-long-enough-${index}`) },
      { "io.modelcontextprotocol/clientCapabilities": { extensions: { "io.modelcontextprotocol/tasks": {} } } },
    );
    const acknowledged = (await stream.next()) as { params: { notifications: Json } };
    expect(acknowledged.params.notifications).toEqual({ toolsListChanged: true });
    stream.close();
    expect(at.core.audit.map(({ action }) => action)).toEqual(["subscriptions/listen"]);
  });

  it("slow calls have few places: of an address, and at a server; whoever has signed in has theirs", async () => {
    await at.core.close();
    const waiting: (() => void)[] = [];
    const world = structuredClone(STRANGERS_WORLD);
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
    const headers = { authorization: `Bearer ${at.core.issue("claude")}` };
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
    await at.core.close();
    const waiting: (() => void)[] = [];
    const world = structuredClone(STRANGERS_WORLD);
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
    at.core.state.answer = () => {
      throw new CoreError("server.start_failed", "The program /opt/weather ended: cannot reach db.internal:5432.");
    };
    const refused = await callModern("tools/call", { name: "weather__today", arguments: {} });
    expect(refused.body.error?.data?.code).toBe("server.start_failed");
    expect(refused.text).not.toMatch(/opt|internal/);
    expect(at.core.audit.at(-1)).toMatchObject({ outcome: "failed", errorCode: "server.start_failed" });
  });

  it("an answer to a question that nobody asked goes nowhere (A25)", async () => {
    const inputResponses = { ask: { action: "accept", content: { yes: true } } };
    const refused = await callModern("tools/call", { name: "weather__today", arguments: {}, inputResponses });
    expect([refused.body.error?.data?.code, at.core.sent]).toEqual(["input.invalid", []]);
  });

  it("no tasks: none are offered, a call that wants to be one is an ordinary one, and none are listed", async () => {
    at.core.change((world) => {
      const [weather] = world.servers;
      if (!weather) return;
      const definition = { name: "today", inputSchema: { type: "object" }, execution: { taskSupport: "optional" } };
      weather.capabilities = [{ kind: "tool", name: "today", anonymous: true, definition }];
      weather.declaredCapabilities = { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } };
      weather.publicAccess = true;
    });
    const offered = (from: From) => post(INITIALIZE, from).then(({ body }) => body.result?.capabilities);
    const known = { path: "/mcp", headers: { authorization: `Bearer ${at.core.issue("claude")}` } };
    expect(await offered(known)).toHaveProperty("tasks");
    expect(await offered({})).not.toHaveProperty("tasks");
    const called = await ERAS.legacy("tools/call", { name: "weather__today", arguments: {}, task: { ttl: 60_000 } });
    expect(called.body.result?.content).toEqual([{ type: "text", text: "{}" }]);
    expect(at.core.sent.map(({ params }) => params.task)).toEqual([undefined]);
    expect((await ERAS.legacy("tasks/list")).body.error?.data?.code).toBe("request.unsupported");
  });

  it("a tool that runs only as a task is refused by name: nobody unknown keeps a server at work", async () => {
    const definition = { name: "today", inputSchema: { type: "object" }, execution: { taskSupport: "required" } };
    at.core.change((world) => {
      const [weather] = world.servers;
      if (!weather) return;
      weather.capabilities = [{ kind: "tool", name: "today", anonymous: true, definition }];
      weather.declaredCapabilities = { tasks: { requests: { tools: { call: {} } } } };
    });
    for (const ask of [ERAS.legacy, ERAS.modern]) {
      const { error } = (await ask("tools/call", { name: "weather__today", arguments: {} })).body;
      expect(error).toMatchObject({ code: -32601, message: expect.stringMatching(/today.*only as a task/) });
    }
    expect(at.core.sent).toEqual([]);
    at.core.change((world) => {
      const [weather] = world.servers;
      if (!weather) return;
      weather.protocolVersion = "2026-07-28";
      weather.capabilities = [{ kind: "tool", name: "today", anonymous: true }];
      weather.declaredCapabilities = { extensions: { "io.modelcontextprotocol/tasks": {} } };
    });
    const requiredCapabilities = { extensions: { "io.modelcontextprotocol/tasks": {} } };
    at.core.state.answer = () => ({
      kind: "error",
      error: { code: -32021, message: "no", data: { requiredCapabilities } },
    });
    const insisted = await ERAS.legacy("tools/call", { name: "weather__today", arguments: {} });
    expect(insisted.body.error).toMatchObject({ code: -32601, message: expect.stringMatching(/today.*sign-in/) });
    expect(at.core.sent).toHaveLength(1);
  });

  it("a search and a call by way of it reach the chosen tools and no others (A23)", async () => {
    at.core.change((world) => {
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
    expect(at.core.sent).toEqual([]);
  });
});

it("shares kept answers with other callers without a sign-in at most, and only where policy says so (A27)", async () => {
  const asked = async (scope: "principal" | "workspace"): Promise<number> => {
    at.core.change((world) => {
      world.servers = world.servers.map((server) => ({ ...server, publicAccess: true }));
      world.cachePolicies = [{ serverId: "weather", kind: "tool", name: "today", scope }];
    });
    at.core.sent.length = 0;
    const call = { name: "weather__today", arguments: { scope } };
    const headers = { authorization: `Bearer ${at.core.issue("claude")}` };
    await callModern("tools/call", call, { path: "/mcp", headers });
    await callModern("tools/call", call);
    await callModern("tools/call", call, { address: "198.51.100.1" });
    return at.core.sent.length;
  };
  expect(await asked("principal")).toBe(3);
  expect(await asked("workspace")).toBe(2);
  // What the server calls private is each address's own, whatever the policy says.
  at.core.state.answer = () => ({ kind: "result", result: { content: [], cacheScope: "private" } });
  at.core.change((world) => (world.policySetVersion += 1));
  expect(await asked("workspace")).toBe(3);
});
