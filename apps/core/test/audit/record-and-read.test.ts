import { auditActivitySchema, auditDetailSchema, auditPageSchema } from "@peta/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuditStore } from "../../src/adapters/audit/index.ts";
import { newId } from "../../src/adapters/crypto/index.ts";
import type { AuditEntry } from "../../src/modules/audit/audit-entry.ts";
import type { ChainedRecord } from "../../src/modules/audit/audit-record.ts";
import { normalizeEntry } from "../../src/modules/audit/normalize-entry.ts";
import { admin, type AuditFixture, createAuditFixture, entryOf, WORKSPACE, type Writer } from "./audit-fixture.ts";

let fixture: AuditFixture;
let writer: Writer;
beforeAll(async () => {
  fixture = await createAuditFixture();
  writer = fixture.startWriter();
});
afterAll(async () => {
  await writer.audit.close();
  await fixture.close();
});

let count = 0;
const newWorkspace = () => `wsp_${count++}`;

describe("a row on its way into the database", () => {
  const rowOf = (more: Partial<ChainedRecord>): ChainedRecord => ({
    ...normalizeEntry({ newId, seal: () => new Uint8Array(), maxDetailBytes: 100 }, entryOf(more as AuditEntry), 0),
    writerId: "wrt_edges",
    sequence: 1,
    previousHash: new Uint8Array(32),
    hash: new Uint8Array(32).fill(255),
    ...more,
  });

  it("keeps every number, text and byte at the edges of what a column takes", async () => {
    const workspaceId = newWorkspace();
    const store = createAuditStore({ pool: fixture.db.pool });
    const edges: Partial<ChainedRecord>[] = [
      { sequence: 1, occurredAt: 0, durationMicros: 0, sealedDetail: new Uint8Array(200_000).fill(7) },
      { sequence: 2 ** 32, occurredAt: -1, durationMicros: 2 ** 31 - 1, sealedDetail: new Uint8Array() },
      { sequence: 2 ** 53 - 1, occurredAt: Date.UTC(9999, 11, 31), durationMicros: null, sealedDetail: null },
      { sequence: 2, occurredAt: 946_684_799_999, reason: "", clientName: "~".repeat(40), action: "~".repeat(41) },
      { sequence: 3, occurredAt: 946_684_800_001, reason: "é".repeat(40), clientName: "a😀", action: "ÿ" },
    ];
    const rows = edges.map((edge) => rowOf({ workspaceId, ...edge }));
    expect(await store.append(rows, [], false)).toBe(rows.length);
    for (const row of rows)
      expect(comparable(await store.find(workspaceId, row.id)), String(row.sequence)).toEqual(comparable(row));
    await store.close();
  });
});

/** Bytes as hexadecimal digits, whether they are a Buffer or not. */
const comparable = (row: ChainedRecord | null): object =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([key, value]: [string, unknown]) => [
      key,
      value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
    ]),
  );

describe("a recorded entry", () => {
  it("is listed and read with everything that was recorded", async () => {
    const workspaceId = newWorkspace();
    await writer.audit.recorder.record(
      entryOf({
        workspaceId,
        clientName: "inspector",
        clientVersion: "1.2",
        ipAddress: "127.0.0.1",
        sessionId: "ses_1",
        requestId: "req_1",
        decision: "deny",
        determinedBy: ["rule:a", "layer:server"],
        reason: "No rule allows it.",
        outcome: "denied",
        errorCode: "permission.denied",
        detail: { arguments: { path: "/tmp/ü" } },
      }),
    );
    const page = auditPageSchema.parse(await writer.audit.list(admin(workspaceId), { action: "tools/call" }));
    expect(page.rows).toHaveLength(1);
    expect(page.rows[0]).toMatchObject({
      occurredAt: new Date(fixture.clock.now()).toISOString(),
      principalId: "agent-a",
      clientName: "inspector",
      serverId: "files",
      capabilityName: "read_file",
      outcome: "denied",
      determinedBy: ["rule:a", "layer:server"],
      durationMs: 1.5,
    });
    const detail = auditDetailSchema.parse(await writer.audit.get(admin(workspaceId), page.rows[0]?.auditId ?? ""));
    expect(detail).toMatchObject({
      sessionId: "ses_1",
      requestId: "req_1",
      ipAddress: "127.0.0.1",
      detail: { arguments: { path: "/tmp/ü" } },
      chain: { writerId: writer.audit.writerId, sequence: "2" },
    });
  });

  it("comes back as it was recorded whatever text it holds, and the chain stays sound", async () => {
    const workspaceId = newWorkspace();
    const text = fc.string({ unit: "binary", maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.option(text),
        fc.option(fc.integer()),
        fc.jsonValue(),
        async (reason, clientName, durationMicros, detail) => {
          await writer.audit.recorder.record(
            entryOf({ workspaceId, action: "probe", reason, clientName, durationMicros, detail }),
          );
          fixture.clock.advance(1);
          const [row] = (await writer.audit.list(admin(workspaceId), { action: "probe", limit: 1 })).rows;
          const stored = await writer.audit.get(admin(workspaceId), row?.auditId ?? "");
          expect(stored.detail).toEqual(JSON.parse(JSON.stringify(detail)));
          if (/^[\p{L}\p{N}]*$/u.test(reason)) expect(stored.reason).toBe(reason);
        },
      ),
      { numRuns: 60 },
    );
    expect(await writer.audit.verify(admin(workspaceId))).toMatchObject({ ok: true });
  });

  it("cannot be read from another workspace (A24)", async () => {
    const [mine, other] = [newWorkspace(), newWorkspace()];
    await writer.audit.recorder.record(entryOf({ workspaceId: mine }));
    const auditId = (await writer.audit.list(admin(mine), {})).rows[0]?.auditId ?? "";
    await expect(writer.audit.get(admin(other), auditId)).rejects.toMatchObject({ code: "audit.not_found" });
    expect(await writer.audit.list(admin(other), {})).toEqual({ rows: [], nextCursor: null });
    expect((await writer.audit.activity(admin(other), {})).topTools).toEqual([]);
    expect(await writer.audit.verify(admin(other))).toMatchObject({ ok: true, rows: 0, chains: [] });
  });

  it("is announced once for many records, and again for those that follow", async () => {
    const workspaceId = newWorkspace();
    const heard = () => writer.events.filter((event) => event.workspaceId === workspaceId).length;
    await Promise.all(Array.from({ length: 20 }, () => writer.audit.recorder.record(entryOf({ workspaceId }))));
    await writer.audit.recorder.record(entryOf({ workspaceId }));
    expect(heard()).toBe(1);
    fixture.clock.advance(250);
    expect(heard()).toBe(2);
    fixture.clock.advance(10_000);
    expect(heard()).toBe(2);
  });
});

describe("the record list", () => {
  it("filters by every column it offers", async () => {
    const workspaceId = newWorkspace();
    const from = new Date(fixture.clock.now()).toISOString();
    await writer.audit.recorder.record(entryOf({ workspaceId }));
    fixture.clock.advance(1000);
    const to = new Date(fixture.clock.now()).toISOString();
    await writer.audit.recorder.record(
      entryOf({
        workspaceId,
        principalHandle: "agent-b",
        serverId: "mail",
        capabilityName: "send",
        action: "prompts/get",
        outcome: "failed",
      }),
    );
    const found = async (filter: object) =>
      (await writer.audit.list(admin(workspaceId), filter)).rows.map((row) => row.serverId);
    for (const filter of [
      { principalId: "agent-b" },
      { serverId: "mail" },
      { capability: "send" },
      { action: "prompts/get" },
      { outcome: "failed" } as const,
      { from: to },
    ]) {
      expect(await found(filter)).toEqual(["mail"]);
    }
    // The chain's own first record has no server.
    expect(await found({ from, to })).toEqual(expect.arrayContaining(["files", null]));
    expect(await found({ principalId: "agent-b", serverId: "files" })).toEqual([]);
  });

  it("pages through records of the same millisecond without leaving one out or repeating one", async () => {
    const workspaceId = newWorkspace();
    await Promise.all(
      Array.from({ length: 25 }, (_, n) => writer.audit.recorder.record(entryOf({ workspaceId, requestId: `${n}` }))),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await writer.audit.list(admin(workspaceId), {
        limit: 7,
        ...(cursor === undefined ? {} : { cursor }),
      });
      expect(page.rows.length).toBeLessThanOrEqual(7);
      seen.push(...page.rows.map((row) => row.auditId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(26);
    expect(new Set(seen).size).toBe(26);
  });

  it("refuses a cursor that it did not give out", async () => {
    const foreign = [
      "x",
      "",
      "e30",
      Buffer.from('["a","b"]').toString("base64url"),
      Buffer.from('[1e300,"b"]').toString("base64url"),
    ];
    for (const cursor of foreign) {
      await expect(writer.audit.list(admin(WORKSPACE), { cursor }), cursor).rejects.toMatchObject({
        code: "input.invalid",
      });
    }
  });

  it("takes the first and the last moment there are", async () => {
    const [from, to] = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"];
    await expect(writer.audit.list(admin(WORKSPACE), { from, to })).resolves.toHaveProperty("rows");
    const cursor = Buffer.from('[253402300799999,"aud_1"]').toString("base64url");
    await expect(writer.audit.list(admin(WORKSPACE), { cursor })).resolves.toHaveProperty("rows");
  });

  it("refuses a filter that no record can match and that the database would choke on", async () => {
    for (const filter of [{ principalId: "a\0" }, { serverId: "\0" }, { capability: "\0b" }, { action: "\0" }]) {
      await expect(writer.audit.list(admin(WORKSPACE), filter)).rejects.toMatchObject({ code: "input.invalid" });
    }
    await expect(writer.audit.get(admin(WORKSPACE), "aud\0")).rejects.toMatchObject({ code: "input.invalid" });
  });

  it("does not read another workspace's records with that workspace's cursor", async () => {
    const [mine, other] = [newWorkspace(), newWorkspace()];
    for (const workspaceId of [mine, other]) {
      for (let n = 0; n < 3; n++) await writer.audit.recorder.record(entryOf({ workspaceId, sessionId: workspaceId }));
    }
    const { nextCursor } = await writer.audit.list(admin(other), { limit: 1 });
    const { rows } = await writer.audit.list(admin(mine), { cursor: nextCursor ?? "" });
    for (const row of rows) expect((await writer.audit.get(admin(mine), row.auditId)).sessionId ?? mine).toBe(mine);
  });
});

describe("the activity of the last hours", () => {
  it("has a bucket for each hour, the busiest tools and the latency of calls", async () => {
    const workspaceId = newWorkspace();
    const call = (more: object) => writer.audit.recorder.record(entryOf({ workspaceId, ...more }));
    await call({ durationMicros: 1000 });
    fixture.clock.advance(3_600_000);
    for (const durationMicros of [2000, 3000]) await call({ capabilityName: "write_file", durationMicros });
    await call({ outcome: "denied", durationMicros: 9_000_000 });
    await call({ outcome: "held", errorCode: "approval.pending", durationMicros: 55_000_000 });
    await call({ action: "server.add", outcome: "failed", durationMicros: null });
    const activity = auditActivitySchema.parse(await writer.audit.activity(admin(workspaceId), { hours: 3 }));
    expect(activity.buckets.map(({ allowed, held, denied, failed }) => [allowed, held, denied, failed])).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [2, 1, 1, 0],
    ]);
    expect(activity.topTools).toEqual([
      { canonicalName: "files::read_file", calls: 3 },
      { canonicalName: "files::write_file", calls: 2 },
    ]);
    expect(activity.latencyMs).toEqual({ p50: 2, p95: 2.9 });
  });

  it("is all zeros without calls", async () => {
    const activity = await writer.audit.activity(admin(newWorkspace()), { hours: 24 });
    expect(activity.buckets).toHaveLength(24);
    expect(activity.latencyMs).toEqual({ p50: null, p95: null });
  });
});
