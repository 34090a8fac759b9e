import { createDb, type Db } from "@peta/db";
import { createTestDatabase, type TestDatabase } from "@peta/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../crypto/index.ts";
import { createMcpSessionStore } from "./session-store.ts";
import { createStreamEventStore } from "./stream-event-store.ts";

let database: TestDatabase;
let db: Db;
let workspaceId: string;
let principalId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url, { poolSize: 4 });
  workspaceId = newId("wsp");
  principalId = newId("prn");
  await db.prisma.workspace.create({ data: { id: workspaceId, slug: workspaceId, name: "W" } });
  await db.prisma.principal.create({
    data: { id: principalId, workspaceId, handle: "bot", displayName: "bot", kind: "agent", role: 3 },
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const T0 = Date.UTC(2026, 10, 30);
const record = (idHash: string, state = "state") => ({
  idHash,
  workspaceId,
  principalId,
  clientKey: "tok_1",
  protocolVersion: "2025-11-25",
  sealedState: new Uint8Array(Buffer.from(state)),
  lastSeenAt: T0,
});
const event = (sessionHash: string, streamId: string, position: number, createdAt = T0) => ({
  workspaceId,
  sessionHash,
  streamId,
  position,
  isLast: position === 3,
  sealedEvent: new Uint8Array([position]),
  createdAt,
});
const stateOf = async (idHash: string) => {
  const found = await createMcpSessionStore(db).find(workspaceId, idHash);
  return found && Buffer.from(found.sealedState).toString();
};

test("sessions are stored many at once, replaced, and found in their own workspace only", async () => {
  const store = createMcpSessionStore(db);
  await store.put([record("h1"), record("h2")]);
  await store.put([record("h1", "changed")]);
  const { sealedState, ...rest } = record("h1", "changed");
  expect(await store.find(workspaceId, "h1")).toEqual({ ...rest, sealedState: expect.anything() });
  expect(await stateOf("h1")).toBe(Buffer.from(sealedState).toString());
  expect(await stateOf("h2")).toBe("state");
  expect(await store.find("wsp_other", "h1")).toBeNull();
});

test("a session whose principal was removed meanwhile does not keep others from being stored", async () => {
  const store = createMcpSessionStore(db);
  await store.put([{ ...record("h3"), principalId: "prn_gone" }, record("h4")]);
  expect([await stateOf("h3"), await stateOf("h4")]).toEqual([null, "state"]);
});

test("a session that was ended stays ended, whatever comes later, and its events go", async () => {
  const store = createMcpSessionStore(db);
  const events = createStreamEventStore(db);
  await store.put([record("h5")]);
  await events.append([event("h5", "c1", 1)]);
  await store.end(["h5", "never was"], T0 + 1);
  await store.put([record("h5", "again")]);
  await store.touch(["h5"], T0 + 2);
  expect(await stateOf("h5")).toBeNull();
  expect(await events.readAfter(workspaceId, "h5", "c1", 0)).toEqual([]);
});

test("idle sessions end and tombstones go; sessions that were touched stay", async () => {
  const store = createMcpSessionStore(db);
  await store.put([record("h6"), record("h7")]);
  await store.touch(["h7"], T0 + 60_000);
  await store.purge(T0 + 30_000, T0 - 1);
  expect([await stateOf("h6"), await stateOf("h7")]).toEqual([null, "state"]);
  expect(await db.prisma.mcpSession.count({ where: { idHash: "h6" } })).toBe(1);
  await store.purge(T0 + 30_000, T0 + 40_000);
  expect(await db.prisma.mcpSession.count({ where: { idHash: "h6" } })).toBe(0);
});

test("events of one stream come back in order, after a position, once, and not another workspace's or stream's", async () => {
  const events = createStreamEventStore(db);
  await events.append([event("h8", "c2", 2), event("h8", "c2", 1), event("h8", "c3", 1), event("h9", "c2", 1)]);
  await events.append([event("h8", "c2", 2), event("h8", "c2", 3)]);
  const read = await events.readAfter(workspaceId, "h8", "c2", 1);
  expect(read.map(({ position, isLast, sealedEvent }) => [position, isLast, [...sealedEvent]])).toEqual([
    [2, false, [2]],
    [3, true, [3]],
  ]);
  expect(await events.readAfter("wsp_other", "h8", "c2", 0)).toEqual([]);
  await events.append([event("h8", "c2", 4, T0 + 1000)]);
  await events.purge(T0 + 1000);
  expect((await events.readAfter(workspaceId, "h8", "c2", 0)).map(({ position }) => position)).toEqual([4]);
});
