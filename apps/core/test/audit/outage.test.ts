import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { admin, type AuditFixture, createAuditFixture, entryOf, WORKSPACE, type Writer } from "./audit-fixture.ts";
import { createCuttableProxy } from "./cuttable-proxy.ts";

let fixture: AuditFixture;
let proxy: Awaited<ReturnType<typeof createCuttableProxy>>;
let writer: Writer;
beforeEach(async () => {
  fixture = await createAuditFixture();
  proxy = await createCuttableProxy(fixture.databaseUrl);
  writer = fixture.startWriter({ url: proxy.url });
});
afterEach(async () => {
  await writer.audit.close().catch(() => {});
  await fixture.close();
  await proxy.close();
});

const record = (n: number, options?: { mustBeStored?: boolean }) =>
  writer.audit.recorder.record(entryOf({ requestId: `req_${n}`, detail: { n } }), options);

/** Lets the writer try the database again, and waits until it has nothing left to do. */
async function retry(): Promise<void> {
  fixture.clock.advance(60_000);
  await writer.audit.flush();
}

const storedRequests = async (): Promise<string[]> => {
  const { rows } = await fixture.db.pool.query(
    `SELECT request_id FROM audit_records WHERE workspace_id = '${WORKSPACE}' AND request_id IS NOT NULL ORDER BY writer_id, sequence`,
  );
  return rows.map((row) => row.request_id);
};
const requests = (count: number) => Array.from({ length: count }, (_, n) => `req_${n}`);
const spoolFiles = () => readdirSync(fixture.spoolDirectory).map((name) => path.join(fixture.spoolDirectory, name));

describe("when the database is down (A57)", () => {
  it("keeps records in a sealed file of its own and stores them in order when it is back", async () => {
    await record(0);
    proxy.cut();
    for (let n = 1; n <= 10; n++) await record(n);
    expect(writer.audit.isStoreUp()).toBe(false);
    expect(writer.audit.backlog()).toEqual({ pending: 0, spooled: 10 });
    expect(await storedRequests()).toEqual(requests(1));
    const [file = ""] = spoolFiles();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("agent-a");

    proxy.restore();
    await retry();
    expect(writer.audit.isStoreUp()).toBe(true);
    expect(writer.audit.backlog()).toEqual({ pending: 0, spooled: 0 });
    expect(spoolFiles()).toEqual([]);
    await record(11);
    expect(await storedRequests()).toEqual(requests(12));
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true, rows: 13 });
  });

  it("refuses what must be stored, and keeps its record all the same", async () => {
    await record(0);
    proxy.cut();
    await expect(record(1, { mustBeStored: true })).rejects.toMatchObject({ code: "audit.unavailable" });
    await expect(record(2, { mustBeStored: true })).rejects.toMatchObject({ code: "audit.unavailable" });
    proxy.restore();
    await retry();
    await expect(record(3, { mustBeStored: true })).resolves.toBeUndefined();
    expect(await storedRequests()).toEqual(requests(4));
  });

  it("starts a chain that names no other, and names the others when it is back", async () => {
    const earlier = fixture.startWriter();
    await earlier.audit.recorder.record(entryOf());
    await earlier.audit.close();
    proxy.cut();
    await record(0);
    proxy.restore();
    await retry();
    await record(1);
    const { rows } = await writer.audit.list(admin(WORKSPACE), { action: "audit.checkpoint" });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify((await writer.audit.get(admin(WORKSPACE), rows[0]?.auditId ?? "")).detail)).toContain(
      earlier.audit.writerId,
    );
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });

  it("stores a batch once when only its answer was lost", async () => {
    await record(0);
    proxy.loseNextAnswer();
    await record(1);
    expect(writer.audit.backlog().spooled).toBe(1);
    proxy.restore();
    await retry();
    await record(2);
    expect(await storedRequests()).toEqual(requests(3));
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });

  it("tries again and again until it is back", async () => {
    await record(0);
    proxy.cut();
    await record(1);
    for (let n = 0; n < 5; n++) await retry();
    expect(writer.audit.backlog().spooled).toBe(1);
    proxy.restore();
    await retry();
    expect(await storedRequests()).toEqual(requests(2));
  });

  it("survives a connection that breaks while nothing is written", async () => {
    await record(0);
    proxy.cut();
    proxy.restore();
    await record(1);
    await retry();
    expect(await storedRequests()).toEqual(requests(2));
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });

  it("waits for a database that hangs once, and for nothing while it asks whether that is back", async () => {
    await writer.audit.close();
    writer = fixture.startWriter({ url: proxy.url, timeoutMs: 300 });
    await record(0);
    proxy.hang();
    await record(1);
    const order: string[] = [];
    fixture.clock.advance(60_000);
    const asked = writer.audit.flush().then(() => order.push("asked"));
    await record(2).then(() => order.push("recorded"));
    await asked;
    expect(order).toEqual(["recorded", "asked"]);
    proxy.restore();
    await retry();
    await record(3);
    expect(await storedRequests()).toEqual(requests(4));
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });

  it("says database.unavailable to those who read", async () => {
    proxy.cut();
    await expect(writer.audit.list(admin(WORKSPACE), {})).rejects.toMatchObject({ code: "database.unavailable" });
    await expect(writer.audit.verify(admin(WORKSPACE))).rejects.toMatchObject({ code: "database.unavailable" });
  });
});

describe("when neither the database nor the spool takes a record (A57)", () => {
  beforeEach(async () => {
    await writer.audit.close();
    writer = fixture.startWriter({ url: proxy.url, maxSpoolBytes: 8_000 });
    await record(0);
    proxy.cut();
  });

  it("rejects, and goes on without a gap when both are back", async () => {
    const outcomes = [];
    for (let n = 1; n <= 20; n++)
      outcomes.push(
        await record(n).then(
          () => `req_${n}`,
          (error) => error.code,
        ),
      );
    const kept = outcomes.filter((outcome) => outcome !== "audit.unavailable");
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(20);
    expect(outcomes.at(-1)).toBe("audit.unavailable");
    proxy.restore();
    await retry();
    await record(99);
    expect(await storedRequests()).toEqual(["req_0", ...kept, "req_99"]);
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });

  it("holds a batch whose fate is unknown until the database is back", async () => {
    await writer.audit.close();
    proxy.restore();
    writer = fixture.startWriter({ url: proxy.url, maxSpoolBytes: 10 });
    await record(1);
    proxy.loseNextAnswer();
    await expect(record(2)).rejects.toMatchObject({ code: "audit.unavailable" });
    await expect(record(3)).rejects.toMatchObject({ code: "audit.unavailable" });
    expect(writer.audit.backlog()).toEqual({ pending: 1, spooled: 0 });
    proxy.restore();
    await retry();
    await record(4);
    expect((await storedRequests()).toSorted()).toEqual(["req_0", "req_1", "req_2", "req_4"]);
    expect(await writer.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
  });
});

describe("a process that ended while the database was down", () => {
  it("leaves its records to the next one, which stores them first", async () => {
    await record(0);
    proxy.cut();
    for (let n = 1; n <= 5; n++) await record(n);
    await writer.audit.close();
    expect(spoolFiles()).toHaveLength(1);

    proxy.restore();
    const next = fixture.startWriter();
    expect(next.audit.backlog().spooled).toBe(5);
    await next.audit.start();
    expect(next.audit.backlog().spooled).toBe(0);
    await next.audit.recorder.record(entryOf());
    expect(await storedRequests()).toEqual(requests(6));
    expect(await next.audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true });
    expect(spoolFiles()).toEqual([]);
    await next.audit.close();
  });

  it("shows in the chain when a line of what it left was changed, and the file is kept aside", async () => {
    await record(0);
    proxy.cut();
    for (let n = 1; n <= 5; n++) await record(n);
    await writer.audit.close();
    const [file = ""] = spoolFiles();
    const lines = readFileSync(file, "utf8").split("\n");
    const line = lines[2] ?? "";
    lines[2] = `${line.slice(0, -8)}AAAAAAA=`;
    chmodSync(file, 0o600);
    writeFileSync(file, lines.join("\n"));

    const next = fixture.startWriter();
    await next.audit.start();
    expect(await storedRequests()).toEqual(["req_0", "req_1", "req_2", "req_4", "req_5"]);
    const report = await next.audit.verify(admin(WORKSPACE));
    expect(report.chains[0]?.problem).toBe("Record 5 is missing: removed after being written.");
    expect(spoolFiles().map((name) => path.extname(name))).toEqual([".damaged"]);
    expect(next.warnings.join()).toContain("cannot be read");
    await next.audit.close();
  });
});
