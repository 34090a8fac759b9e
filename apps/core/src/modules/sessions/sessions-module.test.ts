import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createBatchWrites } from "./batch-writes.ts";
import { eventIdOf, parseEventId, streamIdOf } from "./event-id.ts";
import type { SessionsLimits } from "./index.ts";
import { createTestSessions } from "./twins/test-sessions.ts";

const MINUTE = 60_000;
const hashId = (id: string): string => createHash("sha256").update(id).digest("hex");
const OWNER = { workspaceId: "wsp_1", principalId: "prn_1", clientKey: "tok_1" };
const IDENTITY = { workspaceId: "wsp_1", idHash: hashId("one") };

function setUp(limits: Partial<SessionsLimits> = {}) {
  const clock = new TestClock();
  const warned: string[] = [];
  return { clock, warned, ...createTestSessions({ clock, hashId, limits, warned }) };
}
const kept = (clock: TestClock, idHash = IDENTITY.idHash) => ({
  ...OWNER,
  idHash,
  protocolVersion: "2025-11-25",
  lastSeenAt: clock.now(),
  state: { names: "wire" },
});

describe("event ids", () => {
  test("are read as they were written, whatever the client called its request", () => {
    const requestId = fc.oneof(fc.string({ maxLength: 40 }), fc.integer());
    fc.assert(
      fc.property(requestId, fc.nat(), fc.boolean(), (id, position, isLast) => {
        const streamId = streamIdOf("AbC_-9", id);
        expect(parseEventId(eventIdOf(streamId, { position, isLast }))).toEqual({
          streamId,
          position: isLast ? Number.POSITIVE_INFINITY : position,
          requestId: id,
          isOfCall: true,
        });
      }),
      { numRuns: 200 },
    );
  });

  test("of the session's own stream name no request, and those of very long request ids neither", () => {
    expect(parseEventId(eventIdOf(streamIdOf("abc", null), { position: 40 }))).toMatchObject({
      position: 40,
      requestId: null,
      isOfCall: false,
    });
    const long = parseEventId(eventIdOf(streamIdOf("abc", "x".repeat(10_000)), { position: 1 }));
    expect(long).toMatchObject({ requestId: null, isOfCall: true });
  });

  test("that Core never gave out are none, and cost nothing to see through", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const place = parseEventId(text);
        if (place) expect(text.startsWith(place.streamId)).toBe(true);
      }),
    );
    for (const text of ["", "1", "c.x", "sabc", "sabc.-1", "c..1", "cabc.1", `s${"a".repeat(99)}.1`, "sabc.1\n"])
      expect([text, parseEventId(text)]).toEqual([text, null]);
  });
});

describe("what streams have sent", () => {
  test("is bounded while they run: the newest events stay, one that is larger than the bound among them", () => {
    const { sessions } = setUp({ eventsPerStream: 3, lengthPerStream: 10 });
    const log = sessions.openStream(IDENTITY, 1);
    for (const json of ["1", "2", "3", "4"]) log.append(json);
    expect(log.after(0).map(({ json }) => json)).toEqual(["2", "3", "4"]);
    log.append("x".repeat(50));
    expect(log.after(0)).toHaveLength(1);
    log.append("y");
    expect(log.after(0).map(({ json }) => json)).toEqual(["y"]);
  });

  test("is bounded after their end, per session and in all, and goes after a while", async () => {
    const { sessions, stores, clock } = setUp({ endedLengthPerSession: 10, endedLength: 15, retentionMs: 5 * MINUTE });
    stores.events.readAfter = async () => [];
    const end = (idHash: string, json: string): string => {
      const log = sessions.openStream({ ...IDENTITY, idHash }, 1);
      log.append(json, { isLast: true });
      sessions.closeStream(log, false);
      return log.idOf(0);
    };
    const isKept = async (idHash: string, eventId: string): Promise<boolean> =>
      (await sessions.findMissed({ ...IDENTITY, idHash }, eventId)).kind === "ended";
    const first = end("a", "123456");
    const second = end("a", "123456");
    expect([await isKept("a", first), await isKept("a", second)]).toEqual([false, true]);
    const third = end("b", "1234567890");
    expect([await isKept("a", second), await isKept("b", third)]).toEqual([false, true]);
    const larger = end("c", "x".repeat(50));
    expect([await isKept("b", third), await isKept("c", larger)]).toEqual([false, true]);
    clock.advance(7 * MINUTE);
    expect(await isKept("c", larger)).toBe(false);
  });

  test("can be asked for in memory while the store is away, which is logged once per write and hurts nobody", async () => {
    const { sessions, stores, clock, warned } = setUp();
    stores.events.append = async () => {
      throw new Error("away");
    };
    const log = sessions.openStream(IDENTITY, 7);
    log.append("first");
    log.append("second");
    clock.advance(1_000);
    await sessions.close();
    expect(warned).toEqual(["events of streams could not be stored"]);
    expect(await sessions.findMissed(IDENTITY, log.idOf(1))).toMatchObject({ kind: "running", after: 1 });
    expect(log.after(1).map(({ json }) => json)).toEqual(["second"]);
  });

  test("does not open in another place than the one it was stored for", async () => {
    const { sessions, stores, clock } = setUp();
    const log = sessions.openStream(IDENTITY, 7);
    log.append("secret");
    clock.advance(1_000);
    await sessions.close();
    const other = hashId("two");
    const after = createTestSessions({ clock, hashId, stores });
    const [event] = stores.stored();
    if (!event) throw new Error("nothing was stored");
    await stores.events.append([{ ...event, sessionHash: other }]);
    expect(await after.sessions.findMissed(IDENTITY, log.idOf(0))).toMatchObject({
      kind: "interrupted",
      requestId: 7,
      events: [{ json: "secret" }],
    });
    await expect(after.sessions.findMissed({ ...IDENTITY, idHash: other }, log.idOf(0))).rejects.toMatchObject({
      code: "vault.unreadable",
    });
  });
});

describe("sessions", () => {
  test("are found by their owner, and by nobody else: not by another principal, client or workspace (A22)", async () => {
    const { sessions, clock } = setUp();
    await sessions.keep(kept(clock));
    for (const other of [{ principalId: "prn_2" }, { clientKey: "tok_2" }, { workspaceId: "wsp_2" }])
      expect(await sessions.find("one", { ...OWNER, ...other })).toBeNull();
    expect(await sessions.find("one", OWNER)).toMatchObject({ ...OWNER, state: { names: "wire" } });
  });

  test("that ended are looked up no more", async () => {
    const { sessions, stores, clock } = setUp({ knownEnded: 2 });
    await sessions.keep(kept(clock));
    sessions.end(IDENTITY);
    let lookups = 0;
    const { find } = stores.store;
    stores.store.find = (...about) => {
      lookups++;
      return find(...about);
    };
    expect(await sessions.find("one", OWNER)).toBeNull();
    for (let time = 0; time < 3; time++) expect(await sessions.find("never was", OWNER)).toBeNull();
    expect(lookups).toBe(1);
    for (const id of ["x", "y", "z"]) await sessions.find(id, OWNER);
    expect(await sessions.find("one", OWNER)).toBeNull();
    expect(stores.sessions.get(IDENTITY.idHash)?.endedAt).toBe(clock.now());
  });

  test("that nobody used for long are over, and those that were touched are not", async () => {
    const { sessions, clock } = setUp({ idleMs: 30 * MINUTE });
    await sessions.keep(kept(clock));
    await sessions.keep(kept(clock, hashId("two")));
    clock.advance(20 * MINUTE);
    await sessions.touch([hashId("two")]);
    clock.advance(20 * MINUTE);
    expect(await sessions.find("one", OWNER)).toBeNull();
    expect(await sessions.find("two", OWNER)).not.toBeNull();
  });
});

test("writes that come in while one is under way go together, in order, and each hears how its own went", async () => {
  const written: number[][] = [];
  let release = (): void => {};
  const writes = createBatchWrites<number>(async (items) => {
    written.push(items);
    await new Promise<void>((resolve) => (release = resolve));
    if (items.includes(3)) throw new Error("no");
  });
  const first = writes.add(1);
  await Promise.resolve().then(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  const [second, third] = [writes.add(2), writes.add(3)];
  release();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  release();
  await expect(second).rejects.toThrow("no");
  await expect(third).rejects.toThrow("no");
  const fourth = writes.add(4);
  await new Promise((resolve) => setImmediate(resolve));
  release();
  await fourth;
  await writes.idle();
  expect(written).toEqual([[1], [2, 3], [4]]);
});
