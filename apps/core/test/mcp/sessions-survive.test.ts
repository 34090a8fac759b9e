import { afterEach, beforeEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type HarnessOptions, textResult } from "./create-harness.ts";
import { callLegacy, INITIALIZE, legacyHeaders, openSession, rpc, send } from "./raw-client.ts";
import { openSse, type SseEvent } from "./sse-client.ts";

/** Core, which is killed and started again on the same stores, perhaps with other addresses. */
let core: Harness;
let token: string;
let finish: (text: string) => void;

const start = async (options: HarnessOptions = {}): Promise<void> => {
  core = await createHarness({
    ...options,
    answer: ({ options: { onNotification, signal } }) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
        onNotification?.({ method: "notifications/progress", params: { progress: 1 } });
        finish = (text) => resolve(textResult(text));
      }),
  });
  token = core.issue("claude");
};
/** As `kill -9` does: nothing is told to anybody. What was sent half a second before is stored. */
const restart = async (options: HarnessOptions = {}): Promise<void> => {
  core.clock.advance(500);
  await core.sessions.close();
  const { stores } = core;
  await core.close();
  await start({ ...options, stores });
};
beforeEach(() => start());
afterEach(() => core.close());

const get = (session: string, lastEventId?: string, bearer = token) =>
  openSse(core.url, {
    headers: { ...legacyHeaders(bearer, session), ...(lastEventId !== undefined && { "last-event-id": lastEventId }) },
  });

/** A call whose connection broke after its first progress. */
async function brokenCall(session: string, id: string | number = 1): Promise<SseEvent | undefined> {
  const stream = await openSse(core.url, {
    method: "POST",
    headers: legacyHeaders(token, session),
    body: rpc("tools/call", { name: "notes__add", arguments: {}, _meta: { progressToken: 1 } }, id),
  });
  await stream.next();
  const progress = await stream.next();
  stream.drop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return progress;
}

it("goes on with a session after a restart, with what its client said of itself", async () => {
  const session = await openSession(core.url, token, "/mcp?names=canonical");
  await callLegacy(core.url, token, session, "logging/setLevel", { level: "warning" });
  await restart();
  const list = await callLegacy(core.url, token, session, "tools/list");
  expect(list.body.result).toMatchObject({ tools: [{ name: "notes::add" }, { name: "notes::wipe" }] });
  expect(core.surface.sessionCount()).toBe(1);
  expect(core.audit.at(-1)).toMatchObject({ action: "tools/list", clientName: "raw", clientVersion: "1" });
});

it("keeps a session for the principal and the token that opened it, also after a restart (A22)", async () => {
  const session = await openSession(core.url, token);
  await restart();
  const guessed = await callLegacy(core.url, core.issue("thief"), "guessed", "ping");
  for (const foreign of [core.issue("thief"), core.issue("claude", "second")]) {
    const answer = await callLegacy(core.url, foreign, session, "ping");
    expect([answer.status, answer.text]).toEqual([404, guessed.text]);
    expect((await get(session, undefined, foreign)).status).toBe(404);
  }
  expect((await callLegacy(core.url, token, session, "ping")).status).toBe(200);
});

it("does not open a session again that was ended, or that nobody used for long", async () => {
  const ended = await openSession(core.url, token);
  const idle = await openSession(core.url, token);
  await send(core.url, { method: "DELETE", headers: legacyHeaders(token, ended) });
  await restart();
  core.clock.advance(31 * 60_000);
  for (const session of [ended, idle]) {
    expect((await callLegacy(core.url, token, session, "ping")).status).toBe(404);
    expect((await callLegacy(core.url, token, session, "ping")).status).toBe(404);
  }
  expect(core.surface.sessionCount()).toBe(0);
});

it("does not open a session again whose token was revoked, nor what its streams sent (A7)", async () => {
  const session = await openSession(core.url, token);
  const progress = await brokenCall(session);
  core.clock.advance(500);
  core.revoke(token);
  await core.recorded(({ errorCode }) => errorCode === "auth.invalid_token");
  await restart();
  expect((await get(session, progress?.id ?? "")).status).toBe(404);
  expect(core.stores.stored()).toEqual([]);
});

it("gives no principal more sessions after a restart than before (A35)", async () => {
  const sessions = [];
  for (let count = 0; count < 3; count++) sessions.push(await openSession(core.url, token));
  await restart({ limits: { sessionsPerPrincipal: 2 } });
  for (const session of sessions) await callLegacy(core.url, token, session, "ping");
  expect(core.surface.sessionCount()).toBe(2);
});

it("restores a session once for requests that come together", async () => {
  const session = await openSession(core.url, token);
  await restart();
  const answers = await Promise.all([1, 2, 3].map((id) => callLegacy(core.url, token, session, "ping", {}, id)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(core.surface.sessionCount()).toBe(1);
});

it("delivers after a restart the answer that nobody heard before it", async () => {
  const session = await openSession(core.url, token);
  const progress = await brokenCall(session, "q");
  finish("kept over the restart");
  await core.recorded((entry) => entry.action === "tools/call");
  await restart();
  const events = await (await get(session, progress?.id ?? "")).rest();
  expect(events.map(({ message }) => message)).toMatchObject([
    { id: "q", result: { content: [{ text: "kept over the restart" }] } },
  ]);
  expect((await get(session, events[0]?.id ?? "")).status).toBe(405);
});

it("ends a call that was under way with an error that says so, records it, and does not make it again", async () => {
  const session = await openSession(core.url, token);
  const progress = await brokenCall(session, 7);
  await restart();
  const events = await (await get(session, progress?.id ?? "")).rest();
  expect(events.map(({ message }) => message)).toMatchObject([
    {
      id: 7,
      error: { code: -32603, message: expect.stringContaining("not repeat"), data: { code: "request.interrupted" } },
    },
  ]);
  expect(core.sent).toEqual([]);
  expect(core.audit).toMatchObject([{ action: "resume", outcome: "failed", errorCode: "request.interrupted" }]);
  expect((await get(session, events[0]?.id ?? "")).status).toBe(405);
});

it("replays after a restart from the position that the client names", async () => {
  const session = await openSession(core.url, token);
  const progress = await brokenCall(session, 7);
  await restart();
  const priming = `${progress?.id?.slice(0, -1)}0`;
  const events = await (await get(session, priming)).rest();
  expect(events.map(({ id }) => id)[0]).toBe(progress?.id);
  expect(events.map(({ message }) => message)).toMatchObject([{ params: { progress: 1 } }, { id: 7, error: {} }]);
});

it("has nothing of another's stream after a restart either (A24)", async () => {
  const session = await openSession(core.url, token);
  const progress = await brokenCall(session);
  finish("secret of claude");
  await core.recorded((entry) => entry.action === "tools/call");
  await restart();
  const thief = core.issue("thief");
  const theirs = await openSession(core.url, thief);
  expect(JSON.stringify(await (await get(theirs, progress?.id ?? "", thief)).rest())).not.toContain("secret");
});

it("tells the session's own stream after a restart that its lists may have changed", async () => {
  const session = await openSession(core.url, token);
  const stream = await get(session);
  const opened = await stream.next();
  stream.drop();
  await restart();
  const again = await get(session, opened?.id ?? "");
  expect((await again.next())?.message).toBeNull();
  const told = [await again.next(), await again.next(), await again.next()].map((event) => event?.message?.method);
  expect(told).toEqual([
    "notifications/tools/list_changed",
    "notifications/resources/list_changed",
    "notifications/prompts/list_changed",
  ]);
  again.drop();
});

it("stores no word of what was said and sent in clear", async () => {
  const session = await openSession(core.url, token);
  await brokenCall(session);
  finish("secret of claude");
  await core.recorded((entry) => entry.action === "tools/call");
  core.clock.advance(500);
  await core.sessions.close();
  const kept = core.stores.stored();
  expect(kept).toHaveLength(2);
  for (const event of kept) expect(Buffer.from(event.sealedEvent).toString("latin1")).not.toMatch(/secret|progress/);
  const [record] = core.stores.sessions.values();
  expect(Buffer.from(record?.sealedState ?? []).toString("latin1")).not.toContain("raw");
  expect(record?.idHash).not.toContain(session);
});

it("opens sessions while their store is away, and says 503 to who comes back to one that it cannot look up", async () => {
  const { store } = core.stores;
  const session = await openSession(core.url, token);
  await restart();
  const away = async (): Promise<never> => {
    throw new CoreError("database.unavailable", "The database does not answer.");
  };
  const { find, put } = store;
  Object.assign(store, { find: away, put: away });
  expect((await callLegacy(core.url, token, session, "ping")).status).toBe(503);
  const opened = await send(core.url, { headers: legacyHeaders(token), body: INITIALIZE });
  expect(opened.status).toBe(200);
  Object.assign(store, { find, put });
  expect((await callLegacy(core.url, token, session, "ping")).status).toBe(200);
});
