import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { applyMigrations, createDb } from "@peta/db";
import { startEmbeddedPostgres } from "@peta/db/embedded";
import { expect, it } from "vitest";
import { createAuditStore, createFileSpool } from "../../src/adapters/audit/index.ts";
import { TestClock } from "../../src/adapters/clock.ts";
import { createVault, newId } from "../../src/adapters/crypto/index.ts";
import { createLocalEventBus } from "../../src/adapters/event-bus.ts";
import { createAuditModule } from "../../src/modules/audit/index.ts";
import { entryOf, WORKSPACE } from "./audit-fixture.ts";
import { createCuttableProxy } from "./cuttable-proxy.ts";

it("loses no acknowledged record when PostgreSQL is killed in the middle of writing and starts again (A57)", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "peta-audit-crash-"));
  const first = await startEmbeddedPostgres({ dataDir });
  await applyMigrations(first.url);
  const proxy = await createCuttableProxy(first.url);
  const db = createDb(proxy.url);
  const clock = new TestClock();
  const vault = createVault(randomBytes(32));
  const log = { info: () => {}, warn: () => {} };
  const audit = createAuditModule({
    store: createAuditStore({ pool: db.pool }),
    spool: createFileSpool({ directory: path.join(dataDir, "audit-spool"), vault, newId, now: Date.now, log }),
    events: createLocalEventBus(() => {}),
    durability: "durable",
    clock,
    vault,
    newId,
    log,
  });
  const acknowledged: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < 600) {
      const requestId = `req_${next++}`;
      await audit.recorder.record(entryOf({ requestId, detail: { requestId } }));
      acknowledged.push(requestId);
      if (acknowledged.length === 300) process.kill(first.pid, "SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  expect(acknowledged).toHaveLength(600);
  expect(audit.backlog().spooled).toBeGreaterThan(0);

  await first.exited;
  await first.stop();
  const second = await startEmbeddedPostgres({ dataDir });
  proxy.retarget(second.url);
  clock.advance(60_000);
  await audit.flush();
  expect(audit.backlog()).toEqual({ pending: 0, spooled: 0 });
  const { rows } = await db.pool.query<{ request_id: string }>(
    "SELECT request_id FROM audit_records WHERE request_id IS NOT NULL",
  );
  expect(rows.map((row) => row.request_id).toSorted()).toEqual(acknowledged.toSorted());
  expect(await audit.verify(WORKSPACE)).toMatchObject({ ok: true, rows: 601 });

  await audit.close();
  await db.close();
  await proxy.close();
  await second.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
