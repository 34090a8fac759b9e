import { afterEach, beforeEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import type { ServerOutcome } from "../../src/modules/servers/server-link.ts";
import { createHarness, type Harness, type SentRequest, textResult } from "./create-harness.ts";
import { callLegacy, INITIALIZE, legacyHeaders, openSession, rpc, send } from "./raw-client.ts";
import { openSse, type SseStream } from "./sse-client.ts";

let harness: Harness;
let token: string;
let session: string;

/** A server whose one call is told from outside what to do. */
interface Work {
  request: SentRequest;
  progress: (progress: number) => void;
  finish: (text: string) => void;
}
let works: Work[];
let started: (work: Work) => void;

const answer = (request: SentRequest): Promise<ServerOutcome> =>
  new Promise((resolve, reject) => {
    const { signal, onNotification } = request.options;
    signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "The request was cancelled.")));
    const work: Work = {
      request,
      progress: (progress) => onNotification?.({ method: "notifications/progress", params: { progress } }),
      finish: (text) => resolve(textResult(text)),
    };
    works.push(work);
    started(work);
  });

const begin = (): Promise<Work> => new Promise((resolve) => (started = resolve));

beforeEach(async () => {
  works = [];
  harness = await createHarness({ answer, limits: { sessionIdleMs: 10 * 60_000 } });
  token = harness.issue("claude");
  session = await openSession(harness.url, token);
});
afterEach(() => harness.close());

const CALL = { name: "notes__add", arguments: {}, _meta: { progressToken: 1 } };

const post = (id: string | number = 1, params: Record<string, unknown> = CALL): Promise<SseStream> =>
  openSse(harness.url, { method: "POST", headers: legacyHeaders(token, session), body: rpc("tools/call", params, id) });

const get = (lastEventId?: string, bearer = token, of = session): Promise<SseStream> =>
  openSse(harness.url, {
    headers: { ...legacyHeaders(bearer, of), ...(lastEventId !== undefined && { "last-event-id": lastEventId }) },
  });

/** A call that has sent its priming event and one progress. */
async function callUnderWay(id: string | number = 1) {
  const running = begin();
  const opening = post(id);
  const work = await running;
  work.progress(1);
  const stream = await opening;
  const priming = await stream.next();
  const first = await stream.next();
  return { work, stream, priming, first };
}

/** Resolves when Core has seen that the connection is gone. */
const dropped = async (stream: SseStream): Promise<void> => {
  stream.drop();
  await new Promise((resolve) => setTimeout(resolve, 20));
};

it("begins a stream with an id, a delay and no data, and gives every event an id of this stream", async () => {
  const { work, stream, priming, first } = await callUnderWay();
  expect(priming).toMatchObject({ message: null, retry: 3000 });
  expect(first?.message).toMatchObject({ method: "notifications/progress", params: { progress: 1, progressToken: 1 } });
  work.finish("done");
  const [last] = await stream.rest();
  expect(last?.message).toMatchObject({ id: 1, result: { content: [{ text: "done" }] } });
  const ids = [priming, first, last].map((event) => event?.id ?? "");
  expect(new Set(ids).size).toBe(3);
  expect(new Set(ids.map((id) => id.slice(0, id.lastIndexOf(".")))).size).toBe(1);
});

it("sends clients of earlier versions no event without a message", async () => {
  const opened = await send(harness.url, {
    headers: legacyHeaders(token),
    body: INITIALIZE.replace("2025-11-25", "2025-06-18"),
  });
  session = String(opened.headers["mcp-session-id"]);
  const running = begin();
  const opening = post();
  const work = await running;
  work.progress(1);
  const stream = await opening;
  const first = await stream.next();
  expect(first?.message?.method).toBe("notifications/progress");
  expect(first?.id).not.toBeNull();
  work.finish("done");
  await stream.rest();
});

it("goes on with a call whose connection broke, and delivers what was missed and the answer to whoever resumes", async () => {
  const { work, stream, first } = await callUnderWay();
  await dropped(stream);
  work.progress(2);
  const resumed = await get(first?.id ?? "");
  expect(resumed.status).toBe(200);
  expect(await resumed.next()).toMatchObject({ id: first?.id, message: null });
  expect((await resumed.next())?.message).toMatchObject({ params: { progress: 2 } });
  work.progress(3);
  expect((await resumed.next())?.message).toMatchObject({ params: { progress: 3 } });
  work.finish("done");
  expect((await resumed.rest()).map(({ message }) => message)).toMatchObject([
    { id: 1, result: { content: [{ text: "done" }] } },
  ]);
  expect(harness.sent).toHaveLength(1);
});

it("keeps an answer that came while nobody listened, and sends it once more to who asks again", async () => {
  const { work, stream, first } = await callUnderWay("a-1");
  await dropped(stream);
  work.finish("kept");
  await harness.recorded((entry) => entry.action === "tools/call");
  for (let time = 0; time < 2; time++) {
    const events = await (await get(first?.id ?? "")).rest();
    expect(events.map(({ message }) => message)).toMatchObject([
      { id: "a-1", result: { content: [{ text: "kept" }] } },
    ]);
  }
});

it("says 405 to who has heard a stream to its end, so that clients stop asking, and records no denial", async () => {
  const { work, stream } = await callUnderWay();
  work.finish("done");
  const [last] = await stream.rest();
  expect((await get(last?.id ?? "")).status).toBe(405);
  expect(harness.audit.map(({ outcome }) => outcome)).not.toContain("denied");
});

it("replays only the stream that the id names, also while others run", async () => {
  const one = await callUnderWay(1);
  const two = await callUnderWay(2);
  await dropped(one.stream);
  await dropped(two.stream);
  one.work.finish("of one");
  two.work.finish("of two");
  await harness.recorded(({ requestId }) => requestId === "2");
  await harness.recorded(({ requestId }) => requestId === "1");
  expect((await (await get(two.first?.id ?? "")).rest()).map(({ message }) => message?.id)).toEqual([2]);
  expect((await (await get(one.priming?.id ?? "")).rest()).map(({ message }) => message?.id)).toEqual([undefined, 1]);
});

it("takes a newer connection for the one that is heard, though the older one seems to live", async () => {
  const { work, stream, first } = await callUnderWay();
  const newer = await get(first?.id ?? "");
  const newest = await get(first?.id ?? "");
  expect(await stream.rest()).toEqual([]);
  await newer.rest();
  work.finish("done");
  expect((await newest.rest()).at(-1)?.message).toMatchObject({ result: { content: [{ text: "done" }] } });
});

it("keeps streams of one session from everybody else (A22, A24)", async () => {
  const { work, stream, first } = await callUnderWay();
  await dropped(stream);
  work.finish("secret of claude");
  await harness.recorded((entry) => entry.action === "tools/call");
  const thief = harness.issue("thief");
  const theirs = await openSession(harness.url, thief);
  expect((await get(first?.id ?? "", thief, session)).status).toBe(404);
  const foreign = await get(first?.id ?? "", thief, theirs);
  const events = await foreign.rest();
  expect(JSON.stringify(events)).not.toContain("secret");
  expect(events).toMatchObject([{ message: { error: { data: { code: "request.interrupted" } } } }]);
  const sibling = await openSession(harness.url, token);
  expect(JSON.stringify(await (await get(first?.id ?? "", token, sibling)).rest())).not.toContain("secret");
});

it("cancels a call for which nobody comes back in time, and says so to who comes too late", async () => {
  const { work, stream, first } = await callUnderWay();
  await dropped(stream);
  harness.clock.advance(59_000);
  expect(work.request.options.signal?.aborted).toBe(false);
  harness.clock.advance(2_000);
  expect((await harness.recorded((entry) => entry.action === "tools/call")).outcome).toBe("cancelled");
  const events = await (await get(first?.id ?? "")).rest();
  expect(events).toMatchObject([{ message: { id: 1, error: { data: { code: "request.cancelled" } } } }]);
});

it("does not cancel a call while somebody hears it, however long it takes", async () => {
  const { work, stream, first } = await callUnderWay();
  await dropped(stream);
  const resumed = await get(first?.id ?? "");
  harness.clock.advance(120_000);
  expect(work.request.options.signal?.aborted).toBe(false);
  await dropped(resumed);
  harness.clock.advance(61_000);
  expect(work.request.options.signal?.aborted).toBe(true);
});

it("lets the client take back a call whose connection broke", async () => {
  const { stream } = await callUnderWay("mine");
  await dropped(stream);
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"mine"}}',
  });
  expect((await harness.recorded((entry) => entry.action === "tools/call")).outcome).toBe("cancelled");
});

it("cancels calls without a connection when their session ends", async () => {
  const { work, stream } = await callUnderWay();
  await dropped(stream);
  await send(harness.url, { method: "DELETE", headers: legacyHeaders(token, session) });
  expect(work.request.options.signal?.aborted).toBe(true);
  await harness.recorded((entry) => entry.outcome === "cancelled");
  expect(harness.surface.sessionCount()).toBe(0);
});

it("answers a call that takes long as a stream, so that its client can come back for it", async () => {
  const running = begin();
  const opening = post(1, { name: "notes__add", arguments: {} });
  const work = await running;
  harness.clock.advance(3_000);
  const stream = await opening;
  const priming = await stream.next();
  await dropped(stream);
  work.finish("slow");
  await harness.recorded((entry) => entry.action === "tools/call");
  expect((await (await get(priming?.id ?? "")).rest())[0]?.message).toMatchObject({ id: 1, result: {} });
});

it("has its client come back when the server has Core come back, again and again, and nothing is lost between", async () => {
  const running = begin();
  const opening = post();
  const work = await running;
  work.request.options.onSlow?.(700);
  const stream = await opening;
  const priming = await stream.next();
  expect(priming).toMatchObject({ message: null, retry: 3000 });
  expect(await stream.rest()).toEqual([]);
  work.progress(1);
  const second = await get(priming?.id ?? "");
  expect(await second.next()).toMatchObject({ message: null });
  const progress = await second.next();
  expect(progress?.message).toMatchObject({ params: { progress: 1 } });
  work.request.options.onSlow?.(700);
  expect(await second.rest()).toEqual([]);
  work.progress(2);
  work.finish("polled");
  const [two, last] = await (await get(progress?.id ?? "")).rest();
  expect(two?.message).toMatchObject({ params: { progress: 2 } });
  expect(last?.message).toMatchObject({ id: 1, result: { content: [{ text: "polled" }] } });
});

it("tells its client how soon the server wants to be asked", async () => {
  const running = begin();
  const headers = legacyHeaders(token, session);
  const answered = send(harness.url, { headers, body: rpc("tools/call", { name: "notes__add", arguments: {} }) });
  const work = await running;
  work.request.options.onSlow?.(700);
  expect((await answered).text).toMatch(/^id: \S+\nretry: 3000\ndata: \n\nretry: 700\n\n$/);
  work.finish("late");
  await harness.recorded((entry) => entry.action === "tools/call");
});

it("cancels a call whose client was sent away and did not come back in time", async () => {
  const running = begin();
  const opening = post(1, { name: "notes__add", arguments: {} });
  const work = await running;
  work.request.options.onSlow?.(700);
  await (await opening).rest();
  await new Promise((resolve) => setTimeout(resolve, 20));
  harness.clock.advance(61_000);
  expect(work.request.options.signal?.aborted).toBe(true);
  await harness.recorded((entry) => entry.outcome === "cancelled");
});

it("sends away no client of before 2025-11-25: it takes every event for a message, and waits on its stream", async () => {
  const older = INITIALIZE.replace("2025-11-25", "2025-06-18");
  const opened = await send(harness.url, { headers: legacyHeaders(token), body: older });
  session = String(opened.headers["mcp-session-id"]);
  const running = begin();
  const opening = post(1, { name: "notes__add", arguments: {} });
  const work = await running;
  work.request.options.onSlow?.(700);
  const stream = await opening;
  work.finish("polled");
  expect((await stream.rest())[0]?.message).toMatchObject({ id: 1, result: { content: [{ text: "polled" }] } });
});

it("stores nothing of a call that is answered in JSON, nor of a stream that was heard to its end", async () => {
  const running = begin();
  const plain = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  (await running).finish("plain");
  await plain;
  const { work, stream } = await callUnderWay();
  work.finish("done");
  await stream.rest();
  await new Promise((resolve) => setTimeout(resolve, 20));
  harness.clock.advance(1_000);
  await harness.sessions.close();
  expect(harness.stores.stored()).toEqual([]);
});

it("replays to the session's own stream what was sent while it was away, and only that", async () => {
  const stream = await get();
  const opened = await stream.next();
  harness.change((world) => void world.servers[0]?.capabilities.push({ kind: "tool", name: "extra" }));
  const told = await stream.next();
  expect(told?.message?.method).toBe("notifications/tools/list_changed");
  await dropped(stream);
  const again = await get(opened?.id ?? "");
  expect(await again.next()).toMatchObject({ message: null });
  expect(await again.next()).toEqual(told);
  await dropped(again);
  const fresh = await get();
  harness.change((world) => void world.servers[0]?.capabilities.push({ kind: "prompt", name: "more" }));
  expect(await fresh.next()).toMatchObject({ id: told?.id, message: null });
  expect((await fresh.next())?.message?.method).toBe("notifications/prompts/list_changed");
  fresh.drop();
});

it("opens the session's own stream for an id that Core never gave out", async () => {
  for (const made of ["7", "c.x.1", "sabc.zzzzzzzzzz", "../../etc", "c".repeat(5000)]) {
    const stream = await get(made);
    expect(stream.status).toBe(200);
    expect(await stream.next()).toMatchObject({ message: null });
    stream.drop();
  }
});

it("lets calls come to their end when Core stops, takes no new ones, and says to whoever waits longer how their call ended", async () => {
  const quick = await callUnderWay(1);
  const slow = await callUnderWay(2);
  const lost = await callUnderWay(3);
  await dropped(lost.stream);
  const own = await get();
  const closed = harness.surface.close();
  expect((await own.rest()).map(({ message }) => message)).toEqual([null]);
  expect(lost.work.request.options.signal?.aborted).toBe(true);
  const refused = await callLegacy(harness.url, token, session, "ping");
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "3"]);
  quick.work.finish("in time");
  expect((await quick.stream.rest()).at(-1)?.message).toMatchObject({ id: 1, result: {} });
  harness.clock.advance(6_000);
  expect((await slow.stream.rest()).at(-1)?.message).toMatchObject({
    id: 2,
    error: { data: { code: "request.interrupted" } },
  });
  await closed;
  // The record says what the client is told: it did not take its call back.
  for (const requestId of ["2", "3"])
    expect(harness.audit.find((entry) => entry.requestId === requestId && entry.action === "tools/call")).toMatchObject(
      {
        outcome: "failed",
        errorCode: "request.interrupted",
      },
    );
});

it("counts a call without a connection among those of its principal until it is given up (A35)", async () => {
  await harness.close();
  harness = await createHarness({ answer, gatewayLimits: { callsPerPrincipal: 1 } });
  token = harness.issue("claude");
  session = await openSession(harness.url, token);
  const { stream } = await callUnderWay();
  await dropped(stream);
  const refused = await callLegacy(harness.url, token, session, "tools/call", CALL, 2);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  harness.clock.advance(61_000);
  await harness.recorded(({ outcome }) => outcome === "cancelled");
  const running = begin();
  const again = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} }, 3);
  (await running).finish("room again");
  expect((await again).body.result).toMatchObject({ content: [{ text: "room again" }] });
});
