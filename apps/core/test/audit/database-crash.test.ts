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
import { admin, entryOf, WORKSPACE } from "./audit-fixture.ts";
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
  let spooled = 0;
  // A backend may go on for a moment after its postmaster was killed.
  const lane = async (number: number): Promise<void> => {
    for (let n = 0; spooled < 100 && n < 20_000; n++) {
      const requestId = `req_${number}_${n}`;
      await audit.recorder.record(entryOf({ requestId, detail: { requestId } }));
      if (acknowledged.push(requestId) === 300) process.kill(first.pid, "SIGKILL");
      if (!audit.isStoreUp()) spooled++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, number) => lane(number)));
  expect(audit.backlog().spooled).toBeGreaterThanOrEqual(100);

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
  expect(await audit.verify(admin(WORKSPACE))).toMatchObject({ ok: true, rows: acknowledged.length + 1 });

  await audit.close();
  await db.close();
  await proxy.close();
  await second.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
