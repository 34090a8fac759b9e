import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CoreError } from "../../../errors.ts";
import { TestClock } from "../../clock.ts";
import { LargeMessage, type LargeMessageOptions, type Route } from "./large-message.ts";
import { type LargeSettings, largeSettings } from "./large-settings.ts";
import { SpoolFile } from "./spool-file.ts";
import { SpoolRoom } from "./spool-room.ts";

const MEBI = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, "x");
const HEAD = (id: string): Buffer =>
  Buffer.concat([Buffer.from(`{${id}"result":{"contents":[{"uri":"a","blob":"`), CHUNK]);
const END = '"}]}}';

let directory: string;
let settings: LargeSettings;
let clock: TestClock;
const flow = { isPaused: false, pause: () => void (flow.isPaused = true), resume: () => void (flow.isPaused = false) };
let seen: { ids: unknown[]; lost: CoreError[]; cancelled: number; whole: string[] };
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-large-"));
  settings = largeSettings(directory);
  clock = new TestClock();
  flow.isPaused = false;
  seen = { ids: [], lost: [], cancelled: 0, whole: [] };
});
// What was cancelled may just be opening its file.
afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }));

const begin = (head: Buffer, more: Partial<LargeMessageOptions> = {}, route: Route = "taken"): LargeMessage => {
  const message = new LargeMessage({
    clock,
    settings,
    flow,
    isShared: false,
    maxBytes: 256 * MEBI,
    maxWholeBytes: 32 * MEBI,
    route: (id) => (seen.ids.push(id), route),
    whole: (text) => seen.whole.push(text.toString()),
    lost: (error) => seen.lost.push(error),
    cancelled: () => seen.cancelled++,
    ...more,
  });
  expect(message.begin(head)).toBe(true);
  return message;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads to the end; answers the hash of the large text and how many bytes it had. */
async function readAll(message: LargeMessage): Promise<{ hash: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for (let parts = await message.next(); parts !== null; parts = await message.next())
    for (const part of parts)
      if (part.kind === "bytes") {
        hash.update(part.bytes);
        bytes += part.bytes.length;
      }
  return { hash: hash.digest("hex"), bytes };
}
const expectedFor = (chunks: number): { hash: string; bytes: number } => {
  const hash = createHash("sha256");
  for (let i = 0; i < chunks; i++) hash.update(CHUNK);
  return { hash: hash.digest("hex"), bytes: chunks * CHUNK.length };
};

/** Writes as a server does that stops when it is told to. Answers the most that was in memory. */
async function writeAll(message: LargeMessage, chunks: number, end: string): Promise<number> {
  let most = message.inMemory;
  for (let i = 0; i < chunks; i++) {
    while (flow.isPaused) await turn();
    message.push(CHUNK);
    most = Math.max(most, message.inMemory);
  }
  message.push(Buffer.from(end));
  message.end();
  return most;
}

describe("memory for 100 MiB", () => {
  const CHUNKS = 1_600;

  it("is two megabytes where the server can wait for its reader", async () => {
    const message = begin(HEAD('"id":1,'));
    const [most, read] = await Promise.all([writeAll(message, CHUNKS, END), readAll(message)]);
    expect(read).toEqual(expectedFor(CHUNKS + 1));
    expect(most).toBeLessThan(2 * MEBI);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is what waits for the disk where nobody reads yet, and nothing is left on it afterwards", async () => {
    const message = begin(HEAD('"id":1,'), { isShared: true });
    const most = await writeAll(message, CHUNKS, END);
    // The file has no name from the start.
    expect(readdirSync(directory)).toEqual([]);
    expect(most).toBeLessThan(settings.unwrittenBytes + 2 * MEBI);
    expect(await readAll(message)).toEqual(expectedFor(CHUNKS + 1));
    expect(message.inMemory).toBe(0);
  });

  it("is the same where the id comes last, and nobody has any of it before", async () => {
    const message = begin(HEAD(""));
    const most = await writeAll(message, CHUNKS, `${END.slice(0, -1)},"id":7}`);
    expect(most).toBeLessThan(settings.unwrittenBytes + 2 * MEBI);
    expect(seen.ids).toEqual([7]);
    expect((await readAll(message)).bytes).toBe((CHUNKS + 1) * CHUNK.length);
  });
});

it("waits for its reader, and goes on when they have read half of it", async () => {
  const message = begin(HEAD('"id":1,'));
  for (let i = 0; i < 16; i++) message.push(CHUNK);
  expect(flow.isPaused).toBe(true);
  await message.next();
  expect(flow.isPaused).toBe(true);
  while (message.inMemory > settings.unreadBytes / 2) {
    expect(flow.isPaused).toBe(true);
    await message.next();
  }
  expect(flow.isPaused).toBe(false);
});

it("says nothing of an answer before its id is known, and drops what nobody has asked for (A21)", () => {
  const message = begin(HEAD(""), {}, "unmatched");
  for (let i = 0; i < 100; i++) message.push(CHUNK);
  expect(seen.ids).toEqual([]);
  message.push(Buffer.from(`${END.slice(0, -1)},"id":7}`));
  message.end();
  expect(seen).toEqual({ ids: [7], lost: [], cancelled: 0, whole: [] });
  expect(message.inMemory).toBe(0);
});

it("puts together again what somebody wants whole, and its id came last", async () => {
  const message = begin(HEAD(""), {}, "whole");
  message.push(Buffer.from(`${END.slice(0, -1)},"id":7}`));
  message.end();
  await message.over;
  expect(JSON.parse(seen.whole[0] as string)).toMatchObject({ id: 7, result: { contents: [{ uri: "a" }] } });
});

it("is not put together again beyond what may be read whole", async () => {
  const message = begin(HEAD(""), { maxWholeBytes: MEBI }, "whole");
  for (let i = 0; i < 20; i++) message.push(CHUNK);
  message.push(Buffer.from(`${END.slice(0, -1)},"id":7`));
  message.push(Buffer.from("}"));
  await message.over;
  expect(seen.whole).toEqual([]);
  expect(seen.lost).toMatchObject([{ code: "server.protocol_error" }]);
});

it("has the server wait no longer than until it has said everything, and is heard of once", async () => {
  const heard: unknown[] = [];
  const message = begin(HEAD('"id":1,'), { onTraffic: (...traffic) => heard.push(traffic) });
  for (let i = 0; i < 20; i++) message.push(CHUNK);
  expect(flow.isPaused).toBe(true);
  message.push(Buffer.from(END));
  message.end();
  expect(flow.isPaused).toBe(false);
  expect(heard).toEqual([]);
  await readAll(message);
  expect(heard).toEqual([["received", { id: 1 }, HEAD('"id":1,').length + 20 * CHUNK.length + END.length]]);
});

it("is not begun for what is no answer with a result, and left to whoever reads it whole", () => {
  const texts = [
    '{"method":"ping","id":1',
    '{"id":1,"error":{"code":1',
    '[{"id":1',
    '{"id":1,"result":[',
    '{"id":1',
    "no",
  ];
  for (const text of texts) {
    const message = new LargeMessage({ clock, settings, route: () => "taken" } as unknown as LargeMessageOptions);
    expect(message.begin(Buffer.from(text))).toBe(false);
  }
});

it("breaks off what does not move for a minute, and what takes a quarter of an hour (A34, A35)", async () => {
  const quiet = begin(HEAD('"id":1,'));
  while ((await Promise.race([quiet.next(), turn()])) !== undefined);
  clock.advance(settings.stallMs);
  await expect(quiet.next()).rejects.toMatchObject({ code: "server.timeout" });
  expect(seen.cancelled).toBe(1);
  const dripping = begin(HEAD('"id":1,'));
  for (let passed = 0; passed < settings.totalMs; passed += 30_000) {
    dripping.push(Buffer.from("x"));
    clock.advance(30_000);
  }
  await expect(dripping.next()).rejects.toMatchObject({ code: "server.timeout" });
});

it("is refused when there is no room on the disk, and gives its room back at its end", async () => {
  settings = { ...settings, room: new SpoolRoom(4 * MEBI) };
  const first = begin(HEAD('"id":1,'), { isShared: true });
  for (let i = 0; i < 40; i++) first.push(CHUNK);
  const second = begin(HEAD('"id":2,'), { isShared: true });
  for (let i = 0; i < 40; i++) second.push(CHUNK);
  await expect(second.next()).rejects.toMatchObject({ code: "server.busy" });
  first.cancel();
  const third = begin(HEAD('"id":3,'), { isShared: true });
  for (let i = 0; i < 40; i++) third.push(CHUNK);
  expect((await third.next())?.length).toBeGreaterThan(0);
  third.cancel();
});

it("takes no more room than it leaves to the others (A35)", () => {
  const room = new SpoolRoom(100);
  expect(room.take(51, 0)).toBe(false);
  expect(room.take(50, 0)).toBe(true);
  expect(room.take(1, 50)).toBe(false);
  expect(room.take(25, 0)).toBe(true);
  room.giveBack(50);
  expect(room.take(25, 25)).toBe(true);
});

it("a block on disk is sealed: what was changed there is not handed on", async () => {
  const file = new SpoolFile(directory);
  const block = await file.store(Buffer.from("the answer"));
  expect((await file.load(block)).toString()).toBe("the answer");
  await expect(file.load({ ...block, tag: Buffer.alloc(16) })).rejects.toThrow();
  await file.close();
});
