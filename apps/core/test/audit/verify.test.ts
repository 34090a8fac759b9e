import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, type AuditFixture, createAuditFixture, entryOf, type Writer } from "./audit-fixture.ts";

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

/** A workspace with a chain of `rows` records, the chain's own first one included. */
async function workspaceWith(rows: number, by: Writer = writer): Promise<string> {
  const workspaceId = `wsp_${count++}`;
  for (let n = 2; n <= rows; n++) {
    await by.audit.recorder.record(entryOf({ workspaceId, requestId: `req_${n}`, reason: "r", detail: { n } }));
  }
  return workspaceId;
}

const problemsOf = async (workspaceId: string): Promise<(string | null)[]> => {
  const report = await writer.audit.verify(admin(workspaceId));
  expect(report.ok).toBe(report.chains.every((chain) => chain.ok));
  return report.chains.map(({ problem }) => problem);
};

const rowsOf = async (workspaceId: string) =>
  (
    await fixture.db.pool.query(
      `SELECT * FROM audit_records WHERE workspace_id = '${workspaceId}' ORDER BY writer_id, sequence`,
    )
  ).rows;

describe("a chain that nobody touched", () => {
  it("verifies, and says how many records each chain has", async () => {
    const workspaceId = await workspaceWith(5);
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report).toMatchObject({
      ok: true,
      rows: 5,
      chains: [{ writerId: writer.audit.writerId, rows: 5, ok: true, problem: null }],
    });
    expect(Date.parse(report.checkedAt)).toBe(fixture.clock.now());
  });

  it("verifies over many pages, and while records are still being written", async () => {
    const workspaceId = await workspaceWith(2);
    await Promise.all(Array.from({ length: 1_000 }, () => writer.audit.recorder.record(entryOf({ workspaceId }))));
    const writing = Promise.all(
      Array.from({ length: 200 }, () => writer.audit.recorder.record(entryOf({ workspaceId }))),
    );
    const report = await writer.audit.verify(admin(workspaceId));
    await writing;
    expect(report.ok).toBe(true);
    expect(report.rows).toBeGreaterThanOrEqual(1_002);
  });
});

describe("a changed record (A58)", () => {
  it("is found in whichever column it was changed", async () => {
    const workspaceId = await workspaceWith(4);
    const writerId = writer.audit.writerId;
    const [row] = (await rowsOf(workspaceId)).filter((one) => one.sequence === "3");
    const names = Object.keys(row).filter((name) => !["workspace_id", "writer_id", "sequence"].includes(name));
    const where = `WHERE workspace_id = '${workspaceId}' AND writer_id = '${writerId}' AND sequence = 3`;
    const replacement = (name: string): string => {
      if (name === "occurred_at") return "occurred_at + interval '1 millisecond'";
      if (name === "duration_micros") return "duration_micros + 1";
      if (row[name] instanceof Buffer) return `set_byte(${name}, 0, get_byte(${name}, 0) # 1)`;
      return `coalesce(${name}, '') || 'x'`;
    };
    expect(names).toHaveLength(23);
    for (const name of names) {
      await fixture.tamper(`UPDATE audit_records SET ${name} = ${replacement(name)} ${where}`);
      expect((await problemsOf(workspaceId))[0], name).toMatch(/^Record 3 (was changed|does not continue)/);
      const original =
        row[name] instanceof Date
          ? `'${row[name].toISOString()}'`
          : row[name] instanceof Buffer
            ? `'\\x${row[name].toString("hex")}'`
            : row[name] === null
              ? "NULL"
              : `'${row[name]}'`;
      await fixture.tamper(`UPDATE audit_records SET ${name} = ${original} ${where}`);
    }
    expect(await problemsOf(workspaceId)).toEqual([null]);
  });

  it("is told apart from text moved between columns and from null made empty", async () => {
    const workspaceId = await workspaceWith(3);
    const where = `WHERE workspace_id = '${workspaceId}' AND sequence = 2`;
    await fixture.tamper(`UPDATE audit_records SET client_name = '' ${where}`);
    expect(await problemsOf(workspaceId)).toEqual(["Record 2 was changed after it was written."]);
    await fixture.tamper(
      `UPDATE audit_records SET client_name = NULL, action = 'tools', outcome = '/callallowed' ${where}`,
    );
    expect(await problemsOf(workspaceId)).toEqual(["Record 2 was changed after it was written."]);
  });

  it("does not verify with a hash that somebody without the key computed", async () => {
    const workspaceId = await workspaceWith(3);
    await fixture.tamper(
      `UPDATE audit_records SET reason = 'nothing happened', hash = sha256('nothing happened') WHERE workspace_id = '${workspaceId}' AND sequence = 3`,
    );
    expect(await problemsOf(workspaceId)).toEqual(["Record 3 was changed after it was written."]);
  });

  it("does not open its detail when that was taken from another record", async () => {
    const workspaceId = await workspaceWith(3);
    await fixture.tamper(
      `UPDATE audit_records SET sealed_detail = (SELECT sealed_detail FROM audit_records WHERE workspace_id = '${workspaceId}' AND sequence = 2) WHERE workspace_id = '${workspaceId}' AND sequence = 3`,
    );
    const row = (await rowsOf(workspaceId)).find((one) => one.sequence === "3");
    expect((await writer.audit.get(admin(workspaceId), row.id)).detail).toHaveProperty("unreadable");
  });
});

describe("a removed, moved or added record (A58)", () => {
  it.each([
    ["the first", "sequence = 1", "Record 1 is missing: removed after being written."],
    ["one in the middle", "sequence = 3", "Record 3 is missing: removed after being written."],
    ["several", "sequence IN (2, 3)", "Records 2 to 3 are missing: removed after being written."],
    ["the last", "sequence = 5", "Record 5 is missing: the end of the chain was cut off."],
    ["the last two", "sequence > 3", "Records 4 to 5 are missing: the end of the chain was cut off."],
    ["all", "true", "Records 1 to 5 are missing: the end of the chain was cut off."],
  ])("is found when %s is removed", async (_name, which, problem) => {
    const workspaceId = await workspaceWith(5);
    await fixture.tamper(`DELETE FROM audit_records WHERE workspace_id = '${workspaceId}' AND ${which}`);
    expect(await problemsOf(workspaceId)).toEqual([problem]);
  });

  it("is found when a record is removed and those after it are numbered anew", async () => {
    const workspaceId = await workspaceWith(5);
    await fixture.tamper(
      `DELETE FROM audit_records WHERE workspace_id = '${workspaceId}' AND sequence = 3`,
      `UPDATE audit_records SET sequence = sequence - 1 WHERE workspace_id = '${workspaceId}' AND sequence > 3`,
    );
    expect(await problemsOf(workspaceId)).toEqual([
      "Record 3 does not continue record 2: a record was changed, removed or put in between.",
    ]);
  });

  it("is found when two records change places", async () => {
    const workspaceId = await workspaceWith(5);
    const move = (from: number, to: number) =>
      `UPDATE audit_records SET sequence = ${to} WHERE workspace_id = '${workspaceId}' AND sequence = ${from}`;
    await fixture.tamper(move(3, 99), move(4, 3), move(99, 4));
    expect(await problemsOf(workspaceId)).toEqual([
      "Record 3 is not in its place: the record it follows now stands at 4.",
    ]);
  });

  it("is found when a record is copied behind the end", async () => {
    const workspaceId = await workspaceWith(3);
    await fixture.tamper(
      `CREATE TEMPORARY TABLE copied AS SELECT * FROM audit_records WHERE workspace_id = '${workspaceId}' AND sequence = 3`,
      "UPDATE copied SET sequence = 4, id = id || 'x', previous_hash = hash",
      "INSERT INTO audit_records SELECT * FROM copied",
      "DROP TABLE copied",
    );
    expect(await problemsOf(workspaceId)).toEqual(["Record 4 was changed after it was written."]);
  });

  it("is found when one was put in the place of the next record, and the writer goes on", async () => {
    const workspaceId = await workspaceWith(2);
    await fixture.tamper(
      `CREATE TEMPORARY TABLE forged AS SELECT * FROM audit_records WHERE workspace_id = '${workspaceId}' AND sequence = 2`,
      "UPDATE forged SET sequence = 3, id = id || 'x', previous_hash = hash, reason = 'forged'",
      "INSERT INTO audit_records SELECT * FROM forged",
      "DROP TABLE forged",
    );
    const record = () => writer.audit.recorder.record(entryOf({ workspaceId }));
    await record();
    fixture.clock.advance(60_000);
    await writer.audit.flush();
    await record();
    expect(await problemsOf(workspaceId)).toEqual(["Record 3 was changed after it was written."]);
    expect(writer.warnings.join()).toContain("1 of 1 spooled audit records were in the database already");
  });

  it("is found when a record is moved to another workspace", async () => {
    const [from, to] = [await workspaceWith(3), await workspaceWith(2)];
    await fixture.tamper(
      `UPDATE audit_records SET workspace_id = '${to}' WHERE workspace_id = '${from}' AND sequence = 3`,
    );
    expect(await problemsOf(from)).toEqual(["Record 3 is missing: the end of the chain was cut off."]);
    expect((await problemsOf(to))[0]).toMatch(/^Record 3 does not continue record 2/);
  });
});

describe("a signed end (A58)", () => {
  it.each([
    [
      "removed",
      (ws: string) => `DELETE FROM audit_chain_heads WHERE workspace_id = '${ws}'`,
      "The signed end of the chain is missing; its last record is 3.",
    ],
    [
      "moved back",
      (ws: string) => `UPDATE audit_chain_heads SET sequence = 2 WHERE workspace_id = '${ws}'`,
      "The signed end of the chain, at record 2, is forged.",
    ],
    [
      "given another hash",
      (ws: string) => `UPDATE audit_chain_heads SET hash = sha256('x') WHERE workspace_id = '${ws}'`,
      "The signed end of the chain, at record 3, is forged.",
    ],
    [
      "given another signature",
      (ws: string) => `UPDATE audit_chain_heads SET signature = sha256('x') WHERE workspace_id = '${ws}'`,
      "The signed end of the chain, at record 3, is forged.",
    ],
  ])("is reported when it is %s", async (_name, statement, problem) => {
    const workspaceId = await workspaceWith(3);
    await fixture.tamper(statement(workspaceId));
    expect(await problemsOf(workspaceId)).toEqual([problem]);
  });

  it("of a chain that never was is reported, and no later chain vouches for it", async () => {
    const workspaceId = await workspaceWith(2);
    await fixture.tamper(
      `INSERT INTO audit_chain_heads SELECT workspace_id, 'wrt_forged', 7, hash, signature, now() FROM audit_chain_heads WHERE workspace_id = '${workspaceId}'`,
    );
    const later = fixture.startWriter();
    await later.audit.recorder.record(entryOf({ workspaceId }));
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report.chains.find((chain) => chain.writerId === "wrt_forged")?.problem).toBe(
      "The signed end of the chain, at record 7, is forged.",
    );
    const first = (await rowsOf(workspaceId)).find((row) => row.writer_id === later.audit.writerId);
    expect(JSON.stringify((await writer.audit.get(admin(workspaceId), first.id)).detail)).not.toContain("wrt_forged");
    await later.audit.close();
  });
});

describe("chains of several processes", () => {
  it("are verified each on its own", async () => {
    const workspaceId = await workspaceWith(3);
    const other = fixture.startWriter();
    await other.audit.recorder.record(entryOf({ workspaceId }));
    await other.audit.close();
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report).toMatchObject({ ok: true, rows: 5 });
    expect(report.chains.map(({ rows }) => rows).sort()).toEqual([2, 3]);
  });

  it("show that a whole chain was removed with its end", async () => {
    const first = fixture.startWriter();
    const workspaceId = await workspaceWith(4, first);
    await first.audit.close();
    const second = fixture.startWriter();
    await second.audit.recorder.record(entryOf({ workspaceId }));
    await second.audit.close();
    for (const table of ["audit_records", "audit_chain_heads"]) {
      await fixture.tamper(
        `DELETE FROM ${table} WHERE workspace_id = '${workspaceId}' AND writer_id = '${first.audit.writerId}'`,
      );
    }
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report.ok).toBe(false);
    expect(report.chains.find((chain) => chain.writerId === first.audit.writerId)).toEqual({
      writerId: first.audit.writerId,
      rows: 0,
      ok: false,
      problem: `The whole chain is missing: chain ${second.audit.writerId} names its record 4.`,
    });
  });

  it("show that an older end, with its genuine signature, was put back over a cut chain", async () => {
    const first = fixture.startWriter();
    const workspaceId = await workspaceWith(3, first);
    const old = (
      await fixture.db.pool.query(
        `SELECT sequence, hash, signature FROM audit_chain_heads WHERE workspace_id = '${workspaceId}'`,
      )
    ).rows[0];
    await first.audit.recorder.record(entryOf({ workspaceId }));
    await first.audit.close();
    const second = fixture.startWriter();
    await second.audit.recorder.record(entryOf({ workspaceId }));
    await second.audit.close();
    await fixture.tamper(
      `DELETE FROM audit_records WHERE workspace_id = '${workspaceId}' AND writer_id = '${first.audit.writerId}' AND sequence = 4`,
      `UPDATE audit_chain_heads SET sequence = ${old.sequence}, hash = '\\x${old.hash.toString("hex")}', signature = '\\x${old.signature.toString("hex")}'
       WHERE workspace_id = '${workspaceId}' AND writer_id = '${first.audit.writerId}'`,
    );
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report.chains.find((chain) => chain.writerId === first.audit.writerId)?.problem).toBe(
      `Record 4 is missing, though chain ${second.audit.writerId} names it: the end of the chain was cut off.`,
    );
  });

  it("vouch for chains that started later, at their checkpoints", async () => {
    const long = fixture.startWriter({ checkpointEvery: 3 });
    const workspaceId = await workspaceWith(2, long);
    const short = fixture.startWriter();
    await short.audit.recorder.record(entryOf({ workspaceId }));
    await short.audit.close();
    for (let n = 0; n < 4; n++) await long.audit.recorder.record(entryOf({ workspaceId }));
    await long.audit.close();
    expect(await writer.audit.verify(admin(workspaceId))).toMatchObject({ ok: true });
    for (const table of ["audit_records", "audit_chain_heads"]) {
      await fixture.tamper(
        `DELETE FROM ${table} WHERE workspace_id = '${workspaceId}' AND writer_id = '${short.audit.writerId}'`,
      );
    }
    const report = await writer.audit.verify(admin(workspaceId));
    expect(report.chains.find((chain) => chain.writerId === short.audit.writerId)?.problem).toMatch(
      /^The whole chain is missing/,
    );
  });
});

describe("the database itself", () => {
  it.each([
    "UPDATE audit_records SET reason = 'x'",
    "DELETE FROM audit_records",
    "TRUNCATE audit_records",
    "DELETE FROM audit_chain_heads",
    "TRUNCATE audit_chain_heads",
    "UPDATE audit_chain_heads SET sequence = sequence - 1",
    "UPDATE audit_chain_heads SET writer_id = 'x'",
  ])("refuses: %s (A58)", async (statement) => {
    await workspaceWith(2);
    await expect(fixture.db.pool.query(statement)).rejects.toMatchObject({ code: "42501" });
  });
});
