import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type World } from "./create-harness.ts";
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

let harness: Harness;
let token: string;
beforeEach(async () => {
  harness = await createHarness();
  token = harness.issue("claude");
});
afterEach(() => harness.close());

const switchOff =
  (target: string, handle = "claude") =>
  (world: World) =>
    void world.grants.push({ handle, target, enabled: false });

const listen = (bearer: string, notifications: Record<string, unknown>, id = 1) =>
  openStream(harness.url, {
    method: "POST",
    headers: modernHeaders(bearer, "subscriptions/listen"),
    body: rpc("subscriptions/listen", { notifications, _meta: modernMeta() }, id),
  });

it("tells a session with an open stream that its tools changed, and refuses the next call", async () => {
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  harness.change(switchOff("notes::wipe"));
  expect(await stream.next()).toEqual({ jsonrpc: "2.0", method: "notifications/tools/list_changed" });
  expect((await callLegacy(harness.url, token, session, "tools/list")).body.result?.tools).toMatchObject([
    { name: "notes__add" },
  ]);
  expect((await callLegacy(harness.url, token, session, "tools/call", { name: "notes__wipe" })).body.error?.code).toBe(
    -32602,
  );
  stream.close();
});

it("tells it when the stream opens, if the change came before", async () => {
  const session = await openSession(harness.url, token);
  harness.change(switchOff("notes::wipe"));
  harness.change((world) => world.servers.push({ serverId: "files", capabilities: [{ kind: "prompt", name: "p" }] }));
  // A list asked for afterwards shows that the changes were looked at.
  await callLegacy(harness.url, token, session, "tools/list");
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  expect([await stream.next(), await stream.next()]).toEqual([
    { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
    { jsonrpc: "2.0", method: "notifications/prompts/list_changed" },
  ]);
  stream.close();
});

it("tells only those whose lists changed", async () => {
  const other = harness.issue("cursor");
  const session = await openSession(harness.url, token);
  const others = await openSession(harness.url, other);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  const otherStream = await openStream(harness.url, { headers: legacyHeaders(other, others) });
  harness.change(switchOff("notes::wipe", "cursor"));
  expect(await otherStream.next()).toMatchObject({ method: "notifications/tools/list_changed" });
  // The only event that reaches the first session is the one that is about it.
  harness.change((world) =>
    world.servers.push({ serverId: "files", capabilities: [{ kind: "resource", name: "f://x" }] }),
  );
  expect(await stream.next()).toMatchObject({ method: "notifications/resources/list_changed" });
  stream.close();
  otherStream.close();
});

it("tells a 2026-07-28 client what it listens to, under its subscription", async () => {
  const stream = await listen(token, { toolsListChanged: true, resourceSubscriptions: ["x"] });
  const _meta = { "io.modelcontextprotocol/subscriptionId": 1 };
  expect(await stream.next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/subscriptions/acknowledged",
    // A resource that nobody offers is not honoured.
    params: { notifications: { toolsListChanged: true, resourceSubscriptions: [] }, _meta },
  });
  harness.change((world) => {
    switchOff("notes::wipe")(world);
    world.servers.push({ serverId: "files", capabilities: [{ kind: "prompt", name: "p" }] });
  });
  expect(await stream.next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/tools/list_changed",
    params: { _meta },
  });
  expect((await callModern(harness.url, token, "tools/call", { name: "notes__wipe" })).body.error?.code).toBe(-32602);
  stream.close();
});

it("ends sessions and listen streams when the token is revoked (A7)", async () => {
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  const listening = await listen(token, { toolsListChanged: true });
  const survivor = harness.issue("claude", "second");
  const surviving = await openSession(harness.url, survivor);
  await listening.next();
  harness.revoke(token);
  expect(await stream.next()).toBeUndefined();
  expect(await listening.next()).toMatchObject({ id: 1, result: { resultType: "complete" } });
  expect(await listening.next()).toBeUndefined();
  expect((await callLegacy(harness.url, token, session, "ping")).status).toBe(401);
  expect((await callLegacy(harness.url, survivor, surviving, "ping")).status).toBe(200);
  expect(harness.surface.sessionCount()).toBe(1);
});

it("ends the sessions of a principal that was disabled, and keeps those of one that was renamed (A7)", async () => {
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  harness.updatePrincipal("claude", { displayName: "Claude" });
  expect((await callLegacy(harness.url, token, session, "ping")).status).toBe(200);
  harness.updatePrincipal("claude", { status: "disabled" });
  expect(await stream.next()).toBeUndefined();
  expect(harness.surface.sessionCount()).toBe(0);
});

it.each<[what: string, change: () => void, errorCode: string, says: RegExp]>([
  ["its token is revoked", () => harness.revoke(token), "auth.invalid_token", /was revoked\. What was under way/],
  [
    "its principal is disabled",
    () => harness.updatePrincipal("claude", { status: "disabled" }),
    "principal.disabled",
    /not active any more\. What was under way/,
  ],
])(
  "ends a call under way when %s; its client is told why, and the record says so (A7)",
  async (_what, change, errorCode, says) => {
    let started = (): void => {};
    const isRunning = new Promise<void>((resolve) => (started = resolve));
    const aborted = new Promise<void>((resolve) => {
      harness.state.answer = ({ options }) =>
        new Promise((_resolve, reject) => {
          options.signal?.addEventListener("abort", () => {
            resolve();
            reject(new CoreError("request.cancelled", "The request was cancelled."));
          });
          started();
        });
    });
    const session = await openSession(harness.url, token);
    const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" });
    await isRunning;
    change();
    await aborted;
    const { body } = await pending;
    expect(body.result).toBeUndefined();
    expect(body.error).toMatchObject({ message: expect.stringMatching(says), data: { code: errorCode } });
    expect(await harness.recorded(({ action }) => action === "tools/call")).toMatchObject({
      outcome: "denied",
      decision: "allow",
      errorCode,
      reason: expect.stringMatching(says),
    });
  },
);

it("reaches the official clients of both eras within a second", async () => {
  const withToken = { requestInit: { headers: { authorization: `Bearer ${token}` } } };
  const legacy = new LegacySdkClient({ name: "a", version: "1" });
  const legacyTold = new Promise<void>((resolve) =>
    legacy.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
  );
  await legacy.connect(new LegacySdkTransport(harness.url, withToken));

  const modern = new ModernSdkClient(
    { name: "b", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const modernTold = new Promise<void>((resolve) =>
    modern.setNotificationHandler("notifications/tools/list_changed", () => resolve()),
  );
  await modern.connect(new ModernSdkTransport(harness.url, withToken));
  const subscription = await modern.listen({ toolsListChanged: true });

  const changedAt = performance.now();
  harness.change(switchOff("notes::wipe"));
  await Promise.all([legacyTold, modernTold]);
  expect(performance.now() - changedAt).toBeLessThan(1000);
  for (const client of [legacy, modern])
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(["notes__add"]);

  await subscription.close();
  await legacy.close();
  await modern.close();
});

it("says goodbye to everybody when Core stops", async () => {
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  const listening = await listen(token, { toolsListChanged: true });
  await listening.next();
  await harness.surface.close();
  expect(await stream.next()).toBeUndefined();
  expect(await listening.next()).toMatchObject({ result: { resultType: "complete" } });
  // Its client finds the session in the next process.
  expect([...harness.stores.sessions.values()]).toMatchObject([{ endedAt: null }]);
});
