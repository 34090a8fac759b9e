import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import type { ResourceWatch, ServerLink } from "../../src/modules/servers/server-link.ts";
import { createHarness, type Harness } from "./create-harness.ts";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  modernHeaders,
  modernMeta,
  openSession,
  openStream,
  rpc,
} from "./raw-client.ts";

const URI = "docs::test://a";
const HIDDEN = "docs::test://hidden";

let harness: Harness;
let token: string;
let session: string;
/** What the twin of the server link is asked to watch now. */
let watches: Set<ResourceWatch>;
let failure: CoreError | null;

beforeEach(async () => {
  watches = new Set();
  failure = null;
  const link: ServerLink = {
    request: async () => ({ kind: "result", result: { completion: { values: "no list" } } }),
    async watch(_workspaceId, _serverId, watch) {
      if (failure) throw failure;
      watches.add(watch);
      return () => watches.delete(watch);
    },
    watchTask: async () => ({ isTold: false, stop() {} }),
    notifySession() {},
    endSession() {},
  };
  harness = await createHarness({
    link,
    gatewayLimits: { subscriptionsPerSession: 2 },
    world: {
      servers: [
        {
          serverId: "docs",
          capabilities: [
            ...["a", "b", "c"].map((name) => ({ kind: "resource" as const, name: `test://${name}` })),
            { kind: "resource", name: "test://hidden", enabled: false },
            { kind: "prompt", name: "greet" },
            { kind: "prompt", name: "secret", enabled: false },
          ],
        },
      ],
    },
  });
  token = harness.issue("claude");
  session = await openSession(harness.url, token);
});
afterEach(() => harness.close());

const ask = (method: string, params: Record<string, unknown>) =>
  callLegacy(harness.url, token, session, method, params);
const subscribe = async (uri: unknown) => (await ask("resources/subscribe", { uri })).body;
const watched = (): string[] => [...watches].map(({ uri }) => uri);
const openOwnStream = () =>
  openStream(harness.url, { headers: { ...legacyHeaders(token, session), accept: "text/event-stream" } });
const update = (uri: string): void => {
  for (const watch of watches) watch.onUpdated({ uri, _meta: { "peta/code": "forged", "vendor.example/x": 1 } });
};
/** An administrator switches a resource off. */
const hide = (name: string): void =>
  harness.change((world) => {
    const found = world.servers[0]?.capabilities?.find((capability) => capability.name === `test://${name}`);
    if (found) found.enabled = false;
  });

describe("subscriptions to resources", () => {
  it("tell under the client's name, without reserved keys (A33), once for the same resource", async () => {
    const stream = await openOwnStream();
    expect((await subscribe(URI)).result).toEqual({});
    expect((await subscribe(URI)).result).toEqual({});
    expect(watched()).toEqual(["test://a"]);
    update("test://a");
    expect(await stream.next()).toMatchObject({
      method: "notifications/resources/updated",
      params: { uri: URI, _meta: { "vendor.example/x": 1 } },
    });
    stream.close();
    expect((await ask("resources/unsubscribe", { uri: URI })).body.result).toEqual({});
    expect(watched()).toEqual([]);
  });

  it("refuse what is hidden as what does not exist, in the era's own code, on record (A24)", async () => {
    const [hidden, unknown] = [await subscribe(HIDDEN), await subscribe("docs::test://nowhere")];
    expect([hidden.error?.code, hidden.error?.message]).toEqual([-32002, `Unknown resource: ${HIDDEN}`]);
    expect([unknown.error?.code, unknown.error?.message]).toEqual([-32002, "Unknown resource: docs::test://nowhere"]);
    expect(watched()).toEqual([]);
    const denied = harness.audit.filter(
      ({ action, outcome }) => action === "resources/subscribe" && outcome === "denied",
    );
    expect(denied.map(({ errorCode }) => errorCode)).toEqual(["capability.not_found", "capability.not_found"]);
  });

  it("refuse what is no URI, more than the bound (A35), and what the server refuses", async () => {
    expect((await subscribe(7)).error?.code).toBe(-32602);
    expect((await subscribe("x".repeat(9000))).error?.code).toBe(-32602);
    failure = new CoreError("request.unsupported", "This server tells of nothing.");
    expect((await subscribe(URI)).error?.code).toBe(-32601);
    failure = null;
    for (const name of ["a", "b"]) expect((await subscribe(`docs::test://${name}`)).result).toEqual({});
    expect((await subscribe("docs::test://c")).error?.code).toBe(-32000);
    expect(watched()).toEqual(["test://a", "test://b"]);
  });

  it("say to agents what is wrong with the server, and when to ask again", async () => {
    failure = new CoreError("server.start_failed", "The program has ended at its start. Run it by hand.");
    expect((await subscribe(URI)).error?.message).toMatch(/start\. Nothing was asked of it\. Ask again later, or/);
    expect(harness.audit.at(-1)?.reason).toMatch(/^The program has ended at its start\. Run it by hand\./);
  });

  it("end with the right to read, with the session and with its token (A7)", async () => {
    await subscribe(URI);
    await subscribe("docs::test://b");
    hide("a");
    await expect.poll(watched).toEqual(["test://b"]);
    harness.revoke(token);
    expect(watched()).toEqual([]);
  });

  it("are not told of a part of a resource that the client may not read", async () => {
    harness.change((world) =>
      world.servers[0]?.capabilities?.push(
        { kind: "resource", name: "test://a/open" },
        { kind: "resource", name: "test://a/shut" },
      ),
    );
    hide("a/shut");
    const stream = await openOwnStream();
    await stream.next();
    await subscribe(URI);
    const toldAs = async (uri: string): Promise<unknown> => {
      update(uri);
      for (;;) {
        const event = await stream.next();
        if (event?.method === "notifications/resources/updated") return (event.params as { uri: string }).uri;
      }
    };
    expect(await toldAs("test://a/open")).toBe("docs::test://a/open");
    expect(await toldAs("test://a/shut")).toBe(URI);
    stream.close();
  });

  it("are not left over when their record cannot be kept", async () => {
    harness.state.auditError = new Error("no database");
    expect((await subscribe(URI)).error?.code).toBe(-32603);
    expect(watched()).toEqual([]);
  });

  it("ask again what stands in the place of what has ended", async () => {
    await subscribe(URI);
    const [first] = watches;
    watches.clear();
    first?.onEnded();
    expect(watched()).toEqual(["test://a"]);
    failure = new CoreError("server.not_found", "gone");
    const [second] = watches;
    watches.clear();
    second?.onEnded();
    failure = null;
    await subscribe(URI);
    expect(watched()).toEqual(["test://a"]);
  });

  it("of a listen stream are those that it may hear of; the first message says which", async () => {
    const stream = await openStream(harness.url, {
      method: "POST",
      headers: modernHeaders(token, "subscriptions/listen"),
      body: rpc("subscriptions/listen", {
        notifications: { toolsListChanged: true, resourceSubscriptions: [URI, HIDDEN, 7] },
        _meta: modernMeta(),
      }),
    });
    expect(await stream.next()).toMatchObject({
      method: "notifications/subscriptions/acknowledged",
      params: { notifications: { toolsListChanged: true, resourceSubscriptions: [URI] } },
    });
    update("test://a");
    expect(await stream.next()).toMatchObject({ params: { uri: URI, _meta: { "vendor.example/x": 1 } } });
    stream.close();
    await expect.poll(watched).toEqual([]);
  });

  it("are so many in a listen stream and no more, before any of them is looked at (A35)", async () => {
    const { status, body } = await callModern(harness.url, token, "subscriptions/listen", {
      notifications: { resourceSubscriptions: Array.from({ length: 1_001 }, (_, at) => `u${at}`) },
    });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: -32602, message: expect.stringContaining("more than 1000") });
    expect(harness.audit.filter(({ action }) => action === "resources/subscribe")).toEqual([]);
  });
});

describe("levels of messages", () => {
  it("are the eight of RFC 5424 in both eras; another one is refused", async () => {
    expect((await ask("logging/setLevel", { level: "loud" })).body.error?.code).toBe(-32602);
    expect((await ask("logging/setLevel", { level: "notice" })).body.result).toEqual({});
    const _meta = { "io.modelcontextprotocol/logLevel": "loud" };
    expect((await callModern(harness.url, token, "tools/list", { _meta })).body.error?.code).toBe(-32602);
    expect(harness.audit.find(({ action }) => action === "logging/setLevel")?.outcome).toBeDefined();
  });
});

describe("completions", () => {
  const argument = { name: "who", value: "a" };
  const complete = async (params: Record<string, unknown>) => (await ask("completion/complete", params)).body.error;

  it("of what is hidden are those of what does not exist (A24)", async () => {
    const hidden = await complete({ ref: { type: "ref/prompt", name: "docs__secret" }, argument });
    const unknown = await complete({ ref: { type: "ref/prompt", name: "docs__nobody" }, argument });
    expect([hidden?.code, hidden?.message]).toEqual([-32602, "Unknown prompt: docs__secret"]);
    expect([unknown?.code, unknown?.message]).toEqual([-32602, "Unknown prompt: docs__nobody"]);
  });

  it("need a reference, an argument and an object around them", async () => {
    const ref = { type: "ref/prompt", name: "docs__greet" };
    for (const params of [
      { argument },
      { ref: { type: "ref/tool", name: "x" }, argument },
      { ref },
      { ref, argument: { name: 1, value: "" } },
      { ref, argument, context: 3 },
    ])
      expect((await complete(params))?.code).toBe(-32602);
  });

  it("that are no completions are not passed on", async () => {
    const error = await complete({ ref: { type: "ref/prompt", name: "docs__greet" }, argument });
    expect([error?.code, error?.message]).toEqual([-32603, expect.stringContaining("completion.values is not a list")]);
  });
});
