import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHarness, type Harness, type ServerInput, textResult, type World } from "./create-harness.ts";
import { callLegacy, callModern, openSession } from "./raw-client.ts";

type Json = Record<string, unknown>;
type Policy = NonNullable<World["cachePolicies"]>[number];

const notes: ServerInput = {
  serverId: "notes",
  capabilities: [
    { kind: "tool", name: "list" },
    { kind: "tool", name: "add" },
    { kind: "tool", name: "wipe", dangerLevel: 2 },
    { kind: "resource", name: "note://1" },
    { kind: "template", name: "note://{id}" },
    { kind: "prompt", name: "plan" },
  ],
};

let harness: Harness;
let token: string;
const policy = (...policies: (Partial<Policy> & Pick<Policy, "name">)[]): void =>
  harness.change((world) => {
    world.cachePolicies = policies.map((one) => ({ serverId: "notes", kind: "tool" as const, ...one }));
  });
beforeEach(async () => {
  harness = await createHarness({
    gatewayLimits: { approvalHoldMs: 0 },
    world: { servers: structuredClone([notes, { ...notes, serverId: "other" }]) },
  });
  token = harness.issue("claude");
  policy({ name: "list" });
  let serial = 0;
  const { answer } = harness.state;
  harness.state.answer = async (request) =>
    request.method === "tools/call" ? textResult(`answer ${++serial}`) : answer(request);
});
afterEach(() => harness.close());

const ask = async (method: string, params: Json, as = token): Promise<Json> => {
  const { body } = await callModern(harness.url, as, method, params);
  return (body.result ?? body.error) as Json;
};
/** Resolves when so many requests have reached a server. */
const sent = async (count: number): Promise<void> => {
  while (harness.sent.length < count) await new Promise((resolve) => setImmediate(resolve));
};
const textOf = (result: Json): string => ((result.content as Json[])[0] as { text: string }).text;
const list = async (args: Json = {}, as = token): Promise<string> =>
  textOf(await ask("tools/call", { name: "notes__list", arguments: args }, as));

describe("an answer is given out again", () => {
  it("for the same question, marked for the client and in the record, until its time is over", async () => {
    expect(await list()).toBe("answer 1");
    harness.clock.advance(10_000);
    const again = await ask("tools/call", { name: "notes__list", arguments: {} });
    expect(textOf(again)).toBe("answer 1");
    expect(again._meta).toMatchObject({ "peta/cache": { status: "hit", ageMs: 10_000 } });
    expect(harness.audit.at(-1)).toMatchObject({
      outcome: "allowed",
      decision: "allow",
      determinedBy: expect.arrayContaining(["cache:hit"]),
      reason: expect.stringContaining("It was answered from the result cache."),
    });
    harness.clock.advance(20_000);
    expect(await list()).toBe("answer 2");
    expect(harness.sent).toHaveLength(2);
  });

  it("to clients of both eras", async () => {
    await list();
    const session = await openSession(harness.url, token);
    const { body } = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__list" });
    expect(textOf(body.result as Json)).toBe("answer 1");
  });

  it("of resources and prompts too, each URI of a template by itself", async () => {
    policy(
      { kind: "resource", name: "note://1" },
      { kind: "template", name: "note://{id}" },
      { kind: "prompt", name: "plan" },
    );
    for (let round = 0; round < 2; round++) {
      await ask("resources/read", { uri: "notes::note://1" });
      await ask("resources/read", { uri: "notes::note://2" });
      await ask("resources/read", { uri: "notes::note://3" });
      await ask("prompts/get", { name: "notes__plan", arguments: { topic: "x" } });
    }
    expect(harness.sent.map(({ params }) => params.uri ?? params.name)).toEqual([
      "note://1",
      "note://2",
      "note://3",
      "plan",
    ]);
  });

  it("whatever the order of its arguments; other arguments are another question, unless the policy leaves them out", async () => {
    await list({ a: 1, b: { c: 2, d: 3 } });
    expect(await list({ b: { d: 3, c: 2 }, a: 1 })).toBe("answer 1");
    expect(await list({ a: 1, b: { c: 2, d: 4 } })).toBe("answer 2");
    policy({ name: "list", keyFields: ["a"] });
    expect(await list({ a: 1, b: 1 })).toBe("answer 3");
    expect(await list({ a: 1, b: 2 })).toBe("answer 3");
    expect(await list({ a: 2, b: 2 })).toBe("answer 4");
    expect(await list({ constructor: 1 })).toBe("answer 5");
  });

  it("once for many who ask at once", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    harness.state.answer = async () => (await held, textResult("one"));
    const all = Array.from({ length: 20 }, () => ask("tools/call", { name: "notes__list" }));
    await sent(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    const answers = await Promise.all(all);
    expect(answers.map(textOf)).toEqual(Array.from({ length: 20 }, () => "one"));
    expect(answers.filter(({ _meta }) => (_meta as Json)["peta/cache"] !== undefined)).toHaveLength(19);
    expect(harness.sent).toHaveLength(1);
  });

  it("from the second call on, where the policy wants to see a question twice", async () => {
    policy({ name: "list", admission: "second_call" });
    expect(await list()).toBe("answer 1");
    expect(await list()).toBe("answer 2");
    expect(await list()).toBe("answer 2");
  });
});

describe("an answer stays with whom it is for (A27)", () => {
  it("another principal asks the server", async () => {
    await list();
    expect(await list({}, harness.issue("other"))).toBe("answer 2");
  });

  it("scope workspace: others who may make the very same call share it, and nobody else", async () => {
    policy({ name: "list", scope: "workspace" });
    await list();
    expect(await list({}, harness.issue("other"))).toBe("answer 1");
    harness.change((world) => {
      world.grants = [{ handle: "guest", target: "notes::list", enabled: false }];
    });
    expect(await ask("tools/call", { name: "notes__list" }, harness.issue("guest"))).toMatchObject({ code: -32602 });
    harness.change((world) => {
      world.rules = [
        { id: "no", priority: 1, match: { principals: ["late"] }, when: "size(args) == 0", effect: "deny" },
      ];
    });
    expect(await ask("tools/call", { name: "notes__list" }, harness.issue("late"))).toMatchObject({
      _meta: { "peta/code": "permission.denied" },
    });
  });

  it("scope workspace does not share what the server calls private", async () => {
    policy({ kind: "resource", name: "note://1", scope: "workspace" });
    harness.state.answer = async () => ({
      kind: "result",
      result: { contents: [], ttlMs: 60_000, cacheScope: "private" },
    });
    await ask("resources/read", { uri: "notes::note://1" });
    await ask("resources/read", { uri: "notes::note://1" }, harness.issue("other"));
    expect(harness.sent).toHaveLength(2);
  });

  it.each([
    ["a server that takes values of its users", { userFields: [] }],
    ["a server that runs for each principal", { settings: { connection: "per-principal" as const } }],
    ["a server that asks, and so has a connection for each client", { asks: true }],
  ])("scope workspace does not share the answers of %s", async (_what, change) => {
    harness.change((world) => Object.assign(world.servers[0] as ServerInput, change));
    policy({ name: "list", scope: "workspace" });
    await list();
    expect(await list({}, harness.issue("other"))).toBe("answer 2");
  });

  it("new rules make it another question", async () => {
    await list();
    harness.change((world) => void world.policySetVersion++);
    expect(await list()).toBe("answer 2");
  });

  it("what a rule redacts for one is redacted in their copy only", async () => {
    policy({ name: "list", scope: "workspace" });
    harness.state.answer = async () => ({
      kind: "result",
      result: { content: [], structuredContent: { secret: "s3cret" } },
    });
    harness.change((world) => {
      world.rules = [
        {
          id: "hide",
          priority: 1,
          match: { principals: ["guest"] },
          effect: "allow",
          obligations: { redactResult: ["structuredContent.secret"] },
        },
      ];
    });
    await ask("tools/call", { name: "notes__list" });
    const guest = await ask("tools/call", { name: "notes__list" }, harness.issue("guest"));
    expect(guest.structuredContent).toEqual({ secret: "[redacted]" });
    const again = await ask("tools/call", { name: "notes__list" });
    expect(again.structuredContent).toEqual({ secret: "s3cret" });
    expect(harness.sent).toHaveLength(1);
  });

  it("a call that is denied is denied, whatever is kept", async () => {
    await list();
    harness.change((world) => {
      world.grants = [{ handle: "claude", target: "notes::list", enabled: false }];
    });
    expect(await ask("tools/call", { name: "notes__list" })).toMatchObject({ code: -32602 });
  });
});

describe("an answer is not kept", () => {
  it("of danger level 2 and above, nor where a rule asks a person", async () => {
    policy({ name: "list" }, { name: "wipe" });
    await list();
    harness.change((world) => {
      world.rules = [{ id: "ask", priority: 1, match: { capabilities: ["list"] }, effect: "approve" }];
    });
    expect(await ask("tools/call", { name: "notes__list" })).toMatchObject({
      _meta: { "peta/code": "approval.pending" },
    });
    expect(await ask("tools/call", { name: "notes__wipe" })).toMatchObject({
      _meta: { "peta/code": "approval.pending" },
    });
  });

  it.each([
    ["an error of the tool", { kind: "result" as const, result: { content: [], isError: true } }],
    ["an error of the server", { kind: "error" as const, error: { code: -32000, message: "no" } }],
    [
      "an answer that is too large",
      { kind: "result" as const, result: { content: [{ type: "text", text: "x".repeat(300 * 1024) }] } },
    ],
    ["an answer that the server lets nobody keep", { kind: "result" as const, result: { content: [], ttlMs: 0 } }],
  ])("when it is %s", async (_what, outcome) => {
    harness.state.answer = async () => structuredClone(outcome);
    await ask("tools/call", { name: "notes__list" });
    await ask("tools/call", { name: "notes__list" });
    expect(harness.sent).toHaveLength(2);
  });

  it("when the call says more than its arguments", async () => {
    await list();
    await ask("tools/call", { name: "notes__list", arguments: {}, _meta: { "example.org/mode": "fresh" } });
    await ask("tools/call", { name: "notes__list", arguments: {}, extra: 1 });
    expect(harness.sent).toHaveLength(3);
    await ask("tools/call", { name: "notes__list", arguments: {}, _meta: { traceparent: "00-1-2-01" } });
    expect(harness.sent).toHaveLength(3);
  });

  it("where there is no policy, or it is off", async () => {
    policy({ name: "list", enabled: false });
    await list();
    expect(await list()).toBe("answer 2");
    expect(textOf(await ask("tools/call", { name: "other__list" }))).toBe("answer 3");
    expect(textOf(await ask("tools/call", { name: "other__list" }))).toBe("answer 4");
  });
});

describe("an answer is forgotten", () => {
  const write = (name: string) => ask("tools/call", { name });

  it.each([
    ["a tool that the policy names", ["add"], "notes__add"],
    ["a tool of another server", ["other::add"], "other__add"],
    ["any other tool of the server", ["*"], "notes__add"],
  ])("after a call of %s, also one that failed", async (_what, invalidatedBy, name) => {
    policy({ name: "list", invalidatedBy });
    await list();
    await write("other__list");
    expect(await list()).toBe("answer 1");
    const { answer } = harness.state;
    harness.state.answer = async (request) => {
      if (request.params.name === "add") throw new Error("lost");
      return answer(request);
    };
    await write(name);
    expect(await list()).toBe("answer 3");
    expect(await list()).toBe("answer 3");
  });

  it("also when it was on its way while the write ran: it is not kept", async () => {
    policy({ name: "list", invalidatedBy: ["add"] });
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { answer } = harness.state;
    harness.state.answer = async (request) => {
      if (request.params.name === "list") await held;
      return answer(request);
    };
    const reading = list();
    await sent(1);
    await write("notes__add");
    release();
    await reading;
    const before = harness.sent.length;
    await list();
    expect(harness.sent).toHaveLength(before + 1);
  });

  it.each([
    ["its server changed", { type: "servers.changed", workspaceId: "ws", serverId: "notes" }],
    ["its server says that its lists changed", { type: "server.lists_changed", workspaceId: "ws", serverId: "notes" }],
    [
      "its user's values changed",
      { type: "server_values.changed", workspaceId: "ws", serverId: "notes", principalId: "p" },
    ],
    ["its principal changed", { type: "principals.changed", workspaceId: "ws", principalId: "prn_claude" }],
    ["another process forgot it", { type: "cache.purged", workspaceId: "ws", purge: { scope: "all" } }],
  ] as const)("when %s", async (_what, event) => {
    await list();
    harness.publish({ ...event, workspaceId: harness.identities.principal("claude").workspaceId });
    expect(await list()).toBe("answer 2");
  });

  it("when the resource, or what it is a part of, was updated, and no other", async () => {
    policy({ kind: "template", name: "note://{id}" });
    const read = (uri: string) => ask("resources/read", { uri: `notes::${uri}` });
    await read("note://2");
    await read("note://3");
    const { workspaceId } = harness.identities.principal("claude");
    harness.publish({ type: "resource.updated", workspaceId, serverId: "notes", uri: "note://2#line" });
    await read("note://2");
    await read("note://3");
    expect(harness.sent.map(({ params }) => params.uri)).toEqual(["note://2", "note://3", "note://2"]);
  });
});

it("a cancelled question does not cancel those who wait for the same answer", async () => {
  let calls = 0;
  harness.state.answer = ({ options }) =>
    new Promise((resolve, reject) => {
      if (++calls === 2) return resolve(textResult("second"));
      options.signal?.addEventListener("abort", () => reject(cancelled()));
    });
  const { CoreError } = await import("../../src/errors.ts");
  const cancelled = () => new CoreError("request.cancelled", "gone");
  const abort = new AbortController();
  const client = {
    caller: {
      principal: harness.identities.principal("claude"),
      credential: { kind: "token" as const, tokenId: "t", tokenHash: "" },
      channel: "mcp" as const,
      ipAddress: null,
    },
    era: "legacy" as const,
    info: null,
    sessionId: null,
    names: "wire" as const,
  };
  const forward = (signal?: AbortSignal) =>
    harness.gateway.forward(
      client,
      "tools/call",
      { name: "notes__list" },
      { requestId: "1", render: (result) => result, ...(signal && { signal }) },
    );
  const first = forward(abort.signal);
  const second = forward();
  await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await expect(first).rejects.toMatchObject({ code: "request.cancelled" });
  expect(await second).toMatchObject({ result: { content: [{ text: "second" }] } });
});
