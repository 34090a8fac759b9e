import { createDb, type Db } from "@peta/db";
import { createTestDatabase, type TestDatabase } from "@peta/db/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SealedApproval } from "../../modules/approvals/approval.ts";
import type { AskingLimits, StoredDecision } from "../../modules/approvals/approval-store.ts";
import { newId } from "../crypto/index.ts";
import { createApprovalStore } from "./approval-store.ts";

const NOW = Date.UTC(2026, 10, 30);
const LIMITS: AskingLimits = { windowMs: 60_000, perCall: 3, perCapability: 10, pending: 50 };

let database: TestDatabase;
let db: Db;
let store: ReturnType<typeof createApprovalStore>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url);
  store = createApprovalStore({ prisma: db.prisma });
  for (const id of ["wsp_1", "wsp_2"]) {
    await db.prisma.workspace.create({ data: { id, slug: id.replace("_", "-"), name: id } });
    for (const [handle, kind, ownerId] of [
      ["uma", "person", null],
      ["bot", "agent", `prn_uma_${id}`],
    ] as const)
      await db.prisma.principal.create({
        data: { id: `prn_${handle}_${id}`, workspaceId: id, handle, displayName: handle, kind, role: 3, ownerId },
      });
    await db.prisma.server.create({
      data: {
        id: `srv_${id}`,
        workspaceId: id,
        serverId: "notes",
        displayName: "Notes",
        transport: "stdio",
        sealedLaunch: new Uint8Array(),
      },
    });
  }
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => db.prisma.approval.deleteMany());

const question = (more: Partial<SealedApproval> = {}, workspaceId = "wsp_1"): SealedApproval => ({
  id: newId("apr"),
  workspaceId,
  principalId: `prn_bot_${workspaceId}`,
  principalHandle: "bot",
  principalName: "bot",
  principalRole: "user",
  ownerId: `prn_uma_${workspaceId}`,
  ownerHandle: "uma",
  clientKey: "tok_1",
  clientName: "claude",
  serverRowId: `srv_${workspaceId}`,
  serverId: "notes",
  serverName: "Notes",
  kind: "tool",
  name: "delete",
  title: null,
  callDigest: newId("digest"),
  definitionHash: "hash",
  policyVersion: 1,
  dangerLevel: 2,
  needsStepUp: false,
  requireReason: false,
  summary: "A summary.",
  reason: "A reason.",
  determinedBy: ["danger:2"],
  status: "pending",
  createdAt: NOW,
  expiresAt: NOW + 600_000,
  decidedAt: null,
  decidedById: null,
  decidedByHandle: null,
  decisionChannel: null,
  decisionReason: null,
  isSteppedUp: false,
  isEdited: false,
  outcomeReason: null,
  sealedCall: Uint8Array.of(1, 2, 3),
  sealedEdit: null,
  ...more,
});

const decision = (more: Partial<StoredDecision> = {}): StoredDecision => ({
  status: "approved",
  decidedAt: NOW + 1_000,
  decidedById: "prn_uma_wsp_1",
  decidedByHandle: "uma",
  decisionChannel: "console",
  decisionReason: null,
  isSteppedUp: false,
  sealedEdit: null,
  expiresAt: NOW + 601_000,
  ...more,
});

const put = async (more: Partial<SealedApproval> = {}, workspaceId = "wsp_1"): Promise<SealedApproval> => {
  const asked = question(more, workspaceId);
  expect(await store.insert(asked, LIMITS)).toEqual({ kind: "inserted" });
  return asked;
};

test("a question comes back as it was put, and as it was decided", async () => {
  const asked = await put();
  const found = await store.find("wsp_1", asked.id);
  expect({ ...found, sealedCall: [...(found?.sealedCall ?? [])] }).toEqual({ ...asked, sealedCall: [1, 2, 3] });
  expect(await store.find("wsp_2", asked.id)).toBeNull();
  await store.decide("wsp_1", asked.id, decision({ sealedEdit: Uint8Array.of(9), decisionReason: "Fine." }));
  expect(await store.findByDigest("wsp_1", asked.callDigest)).toMatchObject({
    status: "approved",
    isEdited: true,
    decidedByHandle: "uma",
    decisionReason: "Fine.",
    expiresAt: NOW + 601_000,
  });
  expect(await store.findByDigest("wsp_2", asked.callDigest)).toBeNull();
});

describe("under concurrency", () => {
  test("A53, law: of many decisions the first one holds, and of many claims one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("approved", "rejected" as const), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 2, max: 6 }),
        async (decisions, claimers) => {
          const { id } = await put({ createdAt: NOW + 61_000, name: newId("tool") });
          const taken = await Promise.all(
            decisions.map((status, index) =>
              store.decide("wsp_1", id, decision({ status, decidedByHandle: `decider-${index}` })),
            ),
          );
          expect(taken.filter(Boolean)).toHaveLength(1);
          const winner = taken.indexOf(true);
          const stored = await store.find("wsp_1", id);
          expect(stored).toMatchObject({ status: decisions[winner], decidedByHandle: `decider-${winner}` });
          const claims = await Promise.all(
            Array.from({ length: claimers }, () => store.claim("wsp_1", id, NOW + 2_000)),
          );
          expect(claims.filter(Boolean)).toHaveLength(stored?.status === "approved" ? 1 : 0);
          const ends = await Promise.all([
            store.finish("wsp_1", id, "executed", NOW + 3_000, null),
            store.finish("wsp_1", id, "failed", NOW + 3_000, "no"),
            store.expire("wsp_1", id, NOW + 3_000, "no"),
            store.claim("wsp_1", id, NOW + 3_000),
          ]);
          expect(ends.filter(Boolean)).toHaveLength(stored?.status === "approved" ? 1 : 0);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("A53: a claim and an expiry at the same moment do not both happen", async () => {
    for (let i = 0; i < 10; i++) {
      const { id } = await put({ name: newId("tool") });
      await store.decide("wsp_1", id, decision());
      const [claimed, expired] = await Promise.all([
        store.claim("wsp_1", id, NOW + 2_000),
        store.expire("wsp_1", id, NOW + 2_000, "changed"),
      ]);
      expect([claimed, expired].filter(Boolean)).toHaveLength(1);
    }
  });

  test("one call has one open question, however many ask it at once", async () => {
    const callDigest = "the same";
    const insertions = await Promise.all(
      Array.from({ length: 6 }, () => store.insert(question({ callDigest }), LIMITS)),
    );
    expect(insertions.map(({ kind }) => kind).sort()).toEqual([
      "exists",
      "exists",
      "exists",
      "exists",
      "exists",
      "inserted",
    ]);
    expect(await store.insert(question({ callDigest }, "wsp_2"), LIMITS)).toEqual({ kind: "inserted" });
  });

  test("A55: those who ask at the same moment are counted one after the other", async () => {
    const insertions = await Promise.all(Array.from({ length: 15 }, () => store.insert(question(), LIMITS)));
    expect(insertions.filter(({ kind }) => kind === "inserted")).toHaveLength(10);
    expect(insertions.filter(({ kind }) => kind === "limited")).toHaveLength(5);
  });
});

describe("A55: the limits", () => {
  test("of one call count what ended too, and say when to come back", async () => {
    const callDigest = "again and again";
    for (let i = 0; i < 3; i++) {
      const asked = await put({ callDigest, createdAt: NOW + i * 10_000 });
      await store.expire("wsp_1", asked.id, NOW, "for the test");
    }
    const next = question({ callDigest, createdAt: NOW + 30_000 });
    expect(await store.insert(next, LIMITS)).toEqual({ kind: "limited", retryAfterSeconds: 30 });
    expect(await store.insert({ ...next, createdAt: NOW + 60_000 }, LIMITS)).toEqual({ kind: "inserted" });
  });

  test("of what waits count only what still waits", async () => {
    const few = { ...LIMITS, pending: 2 };
    await put({ expiresAt: NOW + 1_000 });
    const second = await put();
    expect(await store.insert(question(), few)).toMatchObject({ kind: "limited" });
    expect(await store.insert(question({ createdAt: NOW + 1_000 }), few)).toEqual({ kind: "inserted" });
    expect(await store.insert(question({ createdAt: NOW + 1_000 }), few)).toMatchObject({ kind: "limited" });
    await store.decide("wsp_1", second.id, decision({ status: "rejected" }));
    expect(await store.insert(question({ createdAt: NOW + 1_000 }), few)).toEqual({ kind: "inserted" });
  });
});

test("each change asks for the status before it and for time that is left", async () => {
  const { id } = await put();
  expect(await store.claim("wsp_1", id, NOW)).toBe(false);
  expect(await store.finish("wsp_1", id, "executed", NOW, null)).toBe(false);
  expect(await store.decide("wsp_2", id, decision())).toBe(false);
  expect(await store.decide("wsp_1", id, decision({ decidedAt: NOW + 600_000 }))).toBe(false);
  expect(await store.decide("wsp_1", id, decision())).toBe(true);
  expect(await store.claim("wsp_2", id, NOW)).toBe(false);
  expect(await store.claim("wsp_1", id, NOW + 601_000)).toBe(false);
  expect(await store.claim("wsp_1", id, NOW + 600_999)).toBe(true);
});

test("what is over expires, of every workspace, and is named once", async () => {
  const one = await put();
  const two = await put({}, "wsp_2");
  const later = await put({ expiresAt: NOW + 900_000 });
  const rejected = await put();
  await store.decide("wsp_1", rejected.id, decision({ status: "rejected" }));
  const [first, second] = await Promise.all([
    store.expireDue(NOW + 700_000, "late", 10),
    store.expireDue(NOW + 700_000, "late", 10),
  ]);
  expect([...first, ...second].map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
  expect((await store.find("wsp_1", one.id))?.outcomeReason).toBe("late");
  expect((await store.listOpen("wsp_1")).map(({ id }) => id)).toEqual([later.id]);
});

test("A56: what was under way before a moment fails, what was claimed after it does not", async () => {
  const before = await put();
  const after = await put();
  for (const [{ id }, at] of [
    [before, NOW + 2_000],
    [after, NOW + 4_000],
  ] as const) {
    await store.decide("wsp_1", id, decision());
    await store.claim("wsp_1", id, at);
  }
  expect((await store.failUnfinished(NOW + 3_000, "stopped")).map(({ id }) => id)).toEqual([before.id]);
  expect((await store.find("wsp_1", after.id))?.status).toBe("executing");
});

test("lists and counts stay in the workspace, in reach and in the filter", async () => {
  const ofBot = await put({ createdAt: NOW + 1_000 });
  const ofUma = await put({ principalId: "prn_uma_wsp_1", clientKey: "tok_uma", name: "pay", createdAt: NOW + 2_000 });
  await put({}, "wsp_2");
  const ids = async (filter: Parameters<typeof store.list>[1]) => {
    const found = (await store.list("wsp_1", filter, 10)).map(({ id }) => id);
    expect(await store.count("wsp_1", filter)).toBe(found.length);
    return found;
  };
  const everybody = { kind: "workspace" } as const;
  expect(await ids({ reach: everybody })).toEqual([ofUma.id, ofBot.id]);
  expect(await ids({ reach: { kind: "own", principalId: "prn_uma_wsp_1" } })).toEqual([ofUma.id, ofBot.id]);
  expect(await ids({ reach: { kind: "own", principalId: "prn_bot_wsp_1" } })).toEqual([ofBot.id]);
  expect(await ids({ reach: { kind: "own", principalId: "prn_uma_wsp_2" } })).toEqual([]);
  expect(await ids({ reach: everybody, name: "pay" })).toEqual([ofUma.id]);
  expect(await ids({ reach: everybody, principalHandle: "bot" })).toEqual([ofBot.id]);
  expect(await ids({ reach: everybody, serverId: "other" })).toEqual([]);
  expect(await ids({ reach: everybody, status: "rejected" })).toEqual([]);
  const except = (...rules: NonNullable<Parameters<typeof store.list>[1]["except"]>) =>
    ids({ reach: everybody, except: rules });
  const principalId = "prn_uma_wsp_1";
  expect(await except({ principalId })).toEqual([ofBot.id]);
  expect(await except({ principalId, clientKey: "tok_x" })).toHaveLength(2);
  expect(await except({ clientKey: "tok_uma" }, { clientKey: "tok_1" })).toEqual([]);
  expect(await except({ roles: ["owner", "admin"] })).toHaveLength(2);
  expect(await except({ roles: ["user"] })).toEqual([]);
  expect(await except({ roles: [] })).toHaveLength(2);
  const after = { createdAt: ofUma.createdAt, id: ofUma.id };
  expect(await ids({ reach: everybody, after })).toEqual([ofBot.id]);
});

test("A54: what asked over the MCP endpoint alone is told from what reaches the API", async () => {
  for (const clientKey of ["tok_1", "the hash of a session", "oauth:claude", "oauth:peta-desk", "oauth:peta-desk-2"])
    await put({ clientKey });
  const filter = { reach: { kind: "workspace" }, except: [{ reachesApi: true }] } as const;
  const left = (await store.list("wsp_1", filter, 10)).map(({ clientKey }) => clientKey);
  expect(left.sort()).toEqual(["oauth:claude", "oauth:peta-desk-2"]);
});

test("the previous approved call is of the same principal and capability, and not a rejected one", async () => {
  const rejected = await put({ createdAt: NOW });
  const approved = await put({ createdAt: NOW + 1 });
  const elsewhere = await put({ createdAt: NOW + 2, name: "pay" });
  await store.decide("wsp_1", approved.id, decision({ decidedAt: NOW + 10 }));
  await store.decide("wsp_1", rejected.id, decision({ status: "rejected", decidedAt: NOW + 20 }));
  await store.decide("wsp_1", elsewhere.id, decision({ decidedAt: NOW + 30 }));
  const next = await put({ createdAt: NOW + 40 });
  expect((await store.findPrevious(next))?.id).toBe(approved.id);
  expect(await store.findPrevious(elsewhere)).toBeNull();
});

test("settings are the workspace's own", async () => {
  expect(await store.readSettings("wsp_2")).toEqual({ selfApproval: "other_credential", expiresAfterSeconds: 600 });
  await store.saveSettings("wsp_1", { selfApproval: "forbidden", expiresAfterSeconds: 120 });
  expect(await store.readSettings("wsp_1")).toEqual({ selfApproval: "forbidden", expiresAfterSeconds: 120 });
  await store.saveSettings("wsp_1", { expiresAfterSeconds: 180 });
  expect(await store.readSettings("wsp_1")).toEqual({ selfApproval: "forbidden", expiresAfterSeconds: 180 });
  expect(await store.readSettings("wsp_2")).toEqual({ selfApproval: "other_credential", expiresAfterSeconds: 600 });
});

test("a principal and a server take their approvals with them", async () => {
  await db.prisma.principal.create({
    data: { id: "prn_gone", workspaceId: "wsp_1", handle: "gone", displayName: "gone", kind: "agent", role: 3 },
  });
  const { id } = await put({ principalId: "prn_gone" });
  await db.prisma.principal.delete({ where: { id: "prn_gone" } });
  expect(await store.find("wsp_1", id)).toBeNull();
});
