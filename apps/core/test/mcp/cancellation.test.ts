import { afterEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type HarnessOptions, textResult } from "./create-harness.ts";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  modernHeaders,
  modernMeta,
  openSession,
  openStream,
  rpc,
  send,
} from "./raw-client.ts";

let harness: Harness;
let token: string;
afterEach(() => harness.close());

const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness(options);
  token = harness.issue("claude");
  return openSession(harness.url, token);
};

const toolRecords = () => harness.audit.filter((entry) => entry.action === "tools/call");

it("forwards progress with the client's own token, as a stream that ends with the answer, and only when asked", async () => {
  const session = await start({
    answer: ({ options }) => {
      options.onNotification?.({
        method: "notifications/progress",
        params: { progressToken: "cores-own", progress: 1, total: 2, message: "half" },
      });
      options.onNotification?.({ method: "notifications/message", params: { level: "info", data: "by the way" } });
      options.onNotification?.({
        method: "notifications/progress",
        params: { progressToken: "cores-own", progress: 2 },
      });
      return textResult("done");
    },
  });
  const params = { name: "notes__add", arguments: {}, _meta: { progressToken: 7 } };
  // A session hears every level until it says which; a client of 2026-07-28 none until it asks.
  const byTheWay = { method: "notifications/message", params: { level: "info" } };
  for (const [answer, messages] of [
    [await callLegacy(harness.url, token, session, "tools/call", params), [byTheWay]],
    [await callModern(harness.url, token, "tools/call", params), []],
  ] as const) {
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(answer.events).toMatchObject([
      { method: "notifications/progress", params: { progressToken: 7, progress: 1, total: 2, message: "half" } },
      ...messages,
      { method: "notifications/progress", params: { progressToken: 7, progress: 2 } },
      { id: 1, result: { content: [{ text: "done" }] } },
    ]);
  }
  const plain = await callModern(harness.url, token, "tools/call", { name: "notes__add", arguments: {} });
  expect(plain.headers["content-type"]).toBe("application/json");
});

/** A server that works until it is told to stop. */
const hanging = () => {
  let started = (): void => {};
  const isRunning = new Promise<void>((resolve) => (started = resolve));
  const answer: HarnessOptions["answer"] = ({ options }) =>
    new Promise((_resolve, reject) => {
      options.signal?.addEventListener("abort", () =>
        reject(new CoreError("request.cancelled", "The request was cancelled.")),
      );
      started();
    });
  return { isRunning, answer };
};

it("cancels on notifications/cancelled, and answers nothing", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, "slow");
  await isRunning;
  const cancel = (requestId: unknown) =>
    send(harness.url, {
      headers: legacyHeaders(token, session),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } }),
    });
  expect((await cancel("another")).status).toBe(202);
  expect((await cancel("slow")).status).toBe(202);
  expect((await pending).events).toEqual([]);
  expect(toolRecords()).toMatchObject([{ outcome: "cancelled", errorCode: "request.cancelled", requestId: "slow" }]);
});

it("does not let another session cancel the call (A24)", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, 5);
  await isRunning;
  const thief = harness.issue("thief");
  const theirs = await openSession(harness.url, thief);
  const cancel = (bearer: string, id: string) =>
    send(harness.url, {
      headers: legacyHeaders(bearer, id),
      body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}',
    });
  expect((await cancel(thief, theirs)).status).toBe(202);
  expect((await cancel(thief, session)).status).toBe(404);
  expect(toolRecords()).toEqual([]);
  await cancel(token, session);
  await pending;
});

it("cancels when the client goes away (2026-07-28; in sessions a broken connection is no cancellation)", async () => {
  const { isRunning, answer } = hanging();
  await start({ answer });
  const params = { name: "notes__add", arguments: {}, _meta: modernMeta() };
  const headers = modernHeaders(token, "tools/call", "notes__add");
  const controller = new AbortController();
  const pending = fetch(harness.url, {
    method: "POST",
    headers,
    body: rpc("tools/call", params),
    signal: controller.signal,
  });
  await isRunning;
  controller.abort();
  await expect(pending).rejects.toThrow();
  expect((await harness.recorded((entry) => entry.action === "tools/call")).outcome).toBe("cancelled");
});

it("discards an answer that comes after the cancellation (A43)", async () => {
  let release = (): void => {};
  let started = (): void => {};
  const isRunning = new Promise<void>((resolve) => (started = resolve));
  const session = await start({
    answer: async () => {
      const held = new Promise<void>((resolve) => (release = resolve));
      started();
      await held;
      return textResult("late");
    },
  });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, 9);
  await isRunning;
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}',
  });
  release();
  expect((await pending).text).not.toContain("late");
  expect(toolRecords()).toMatchObject([{ outcome: "cancelled" }]);
});

it("keeps a long call alive with a stream of comments", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const opening = openStream(harness.url, {
    method: "POST",
    headers: legacyHeaders(token, session),
    body: rpc("tools/call", { name: "notes__add" }, 3),
  });
  await isRunning;
  harness.clock.advance(40_000);
  const stream = await opening;
  expect(stream.headers["content-type"]).toBe("text/event-stream");
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}',
  });
  expect(await stream.next()).toBeUndefined();
});
