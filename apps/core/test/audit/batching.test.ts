import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, type AuditFixture, createAuditFixture, entryOf, WORKSPACE } from "./audit-fixture.ts";

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture();
});
afterAll(() => fixture.close());

const countRows = async (workspaceId: string): Promise<number> =>
  Number(
    (await fixture.db.pool.query("SELECT count(*) FROM audit_records WHERE workspace_id = $1", [workspaceId])).rows[0]
      .count,
  );

/** Long enough for a batch to go that waits for nothing. */
const turns = async (): Promise<void> => {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
};

describe("group commit", () => {
  it("writes 1000 concurrent records in a few inserts, each committed before its caller goes on", async () => {
    const writer = fixture.startWriter();
    const workspaceId = "wsp_concurrent";
    await Promise.all(
      Array.from({ length: 1000 }, (_, n) => writer.audit.recorder.record(entryOf({ workspaceId, requestId: `${n}` }))),
    );
    expect(await countRows(workspaceId)).toBe(1001);
    expect(writer.batches.length).toBeLessThanOrEqual(4);
    expect(await writer.audit.verify(admin(workspaceId))).toMatchObject({ ok: true, rows: 1001 });
    await writer.audit.close();
  });

  it("collects the next batch while one is under way", async () => {
    const writer = fixture.startWriter();
    const workspaceId = "wsp_natural";
    const one = (n: number) => writer.audit.recorder.record(entryOf({ workspaceId, requestId: `${n}` }));
    const runLane = async (lane: number) => {
      for (let n = 0; n < 20; n++) await one(lane * 100 + n);
    };
    await Promise.all(Array.from({ length: 32 }, (_, n) => runLane(n)));
    expect(writer.batches.reduce((sum, size) => sum + size, 0)).toBe(641);
    expect(writer.batches.length).toBeLessThan(200);
    expect(await writer.audit.verify(admin(workspaceId))).toMatchObject({ ok: true });
    await writer.audit.close();
  });

  it("waits a moment under load for those who were just answered, and for all of them no longer", async () => {
    const writer = fixture.startWriter({ gatherMs: 2 });
    const record = () => writer.audit.recorder.record(entryOf({ workspaceId: "wsp_gather" }));
    await Promise.all(Array.from({ length: 20 }, record));
    const some = Promise.all(Array.from({ length: 5 }, record));
    await turns();
    expect(writer.batches).toEqual([21]);
    await Promise.all([some, ...Array.from({ length: 15 }, record)]);
    expect(writer.batches).toEqual([21, 20]);
    const few = record();
    await turns();
    expect(writer.batches).toEqual([21, 20]);
    fixture.clock.advance(2);
    await few;
    expect(writer.batches).toEqual([21, 20, 1]);
    await writer.audit.close();
  });

  it("waits for no more than make a batch worth its commit", async () => {
    const writer = fixture.startWriter({ gatherMs: 2 });
    const record = () => writer.audit.recorder.record(entryOf({ workspaceId: "wsp_enough" }));
    await Promise.all(Array.from({ length: 100 }, record));
    await Promise.all(Array.from({ length: 64 }, record));
    expect(writer.batches).toEqual([101, 64]);
    await writer.audit.close();
  });

  it("lets nobody wait where few calls are under way, nor when everything is to be stored", async () => {
    const writer = fixture.startWriter({ gatherMs: 2 });
    const record = () => writer.audit.recorder.record(entryOf({ workspaceId: "wsp_alone" }));
    for (let n = 0; n < 3; n++) await Promise.all([record(), record()]);
    expect(writer.batches).toEqual([3, 2, 2]);
    await Promise.all(Array.from({ length: 20 }, record));
    const last = record();
    await turns();
    await writer.audit.flush();
    await last;
    expect(writer.batches).toEqual([3, 2, 2, 20, 1]);
    await writer.audit.close();
  });

  it("writes records of several workspaces together and keeps their chains apart", async () => {
    const writer = fixture.startWriter();
    const names = ["wsp_x", "wsp_y", "wsp_z"];
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => writer.audit.recorder.record(entryOf({ workspaceId: names[n % 3] ?? "" }))),
    );
    expect(writer.batches).toEqual([33]);
    for (const name of names) expect(await writer.audit.verify(admin(name))).toMatchObject({ ok: true, rows: 11 });
    await writer.audit.close();
  });
});

describe("batched durability", () => {
  it("answers when the record is queued and stores it soon after", async () => {
    const writer = fixture.startWriter({ durability: "batched" });
    await writer.audit.recorder.record(entryOf({ workspaceId: "wsp_batched" }));
    expect(writer.batches).toEqual([]);
    expect(writer.audit.backlog().pending).toBe(1);
    await writer.audit.flush();
    expect(await countRows("wsp_batched")).toBe(2);
    await writer.audit.close();
  });

  it("waits for the commit of what must be stored", async () => {
    const writer = fixture.startWriter({ durability: "batched" });
    await writer.audit.recorder.record(entryOf({ workspaceId: "wsp_must" }), { mustBeStored: true });
    expect(await countRows("wsp_must")).toBe(2);
    await writer.audit.close();
  });

  it("stores what is queued before it closes", async () => {
    const writer = fixture.startWriter({ durability: "batched" });
    for (let n = 0; n < 10; n++) await writer.audit.recorder.record(entryOf({ workspaceId: "wsp_close" }));
    await writer.audit.close();
    expect(await countRows("wsp_close")).toBe(11);
  });
});

describe("the queue", () => {
  it("refuses records above its bound instead of filling the memory (A57)", async () => {
    const writer = fixture.startWriter({ maxWaiting: 5 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => writer.audit.recorder.record(entryOf({ workspaceId: "wsp_bound" }))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill("fulfilled"), ...Array(3).fill("rejected")]);
    expect(outcomes[7]).toMatchObject({ reason: { code: "audit.unavailable" } });
    expect(await writer.audit.verify(admin("wsp_bound"))).toMatchObject({ ok: true, rows: 6 });
    await writer.audit.close();
  });

  it("refuses records after it was closed", async () => {
    const writer = fixture.startWriter();
    await writer.audit.close();
    await expect(writer.audit.recorder.record(entryOf())).rejects.toMatchObject({ code: "audit.unavailable" });
  });
});

describe("secrets", () => {
  it("of a call's arguments appear in no column in the clear", async () => {
    const canary = "canary-7f3a9";
    const writer = fixture.startWriter();
    await writer.audit.recorder.record(
      entryOf({ workspaceId: WORKSPACE, detail: { arguments: { password: canary }, long: canary.repeat(5000) } }),
    );
    const { rows } = await fixture.db.pool.query(
      "SELECT audit_records::text AS text, coalesce(encode(sealed_detail, 'escape'), '') AS bytes FROM audit_records",
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { text, bytes } of rows) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString("hex"));
      expect(bytes).not.toContain(canary);
    }
    const [row] = (await writer.audit.list(admin(WORKSPACE), { limit: 1, action: "tools/call" })).rows;
    expect(JSON.stringify((await writer.audit.get(admin(WORKSPACE), row?.auditId ?? "")).detail)).toContain(canary);
    await writer.audit.close();
  });
});
