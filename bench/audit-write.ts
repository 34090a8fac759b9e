// What one audit record costs Core: durable group commit on the embedded PostgreSQL (fsync on).
// Usage: node bench/audit-write.ts [seconds for each concurrency, default 4]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAuditStore, createFileSpool } from "../apps/core/src/adapters/audit/index.ts";
import { systemClock } from "../apps/core/src/adapters/clock.ts";
import { createVault, newId } from "../apps/core/src/adapters/crypto/index.ts";
import { createLocalEventBus } from "../apps/core/src/adapters/event-bus.ts";
import type { AuditEntry } from "../apps/core/src/modules/audit/audit-entry.ts";
import { createAuditModule } from "../apps/core/src/modules/audit/index.ts";
import type { Caller } from "../apps/core/src/modules/principals/principal.ts";
import { startEmbeddedPostgres } from "../packages/db/src/embedded/index.ts";
import { applyMigrations, createDb } from "../packages/db/src/index.ts";

const CONCURRENCIES = [1, 32, 128];

const exampleEntry = (n: number): AuditEntry => ({
  workspaceId: "wsp_bench",
  action: "tools/call",
  outcome: "allowed",
  principalId: "prn_01bench000000000000000000",
  principalHandle: "bench-agent",
  channel: "mcp",
  clientName: "bench",
  clientVersion: "1.0.0",
  ipAddress: "127.0.0.1",
  sessionId: "ses_01bench000000000000000000",
  requestId: `req_${n}`,
  serverId: "echo",
  capabilityKind: "tool",
  capabilityName: "echo",
  decision: "allow",
  determinedBy: ["layer:server", "layer:principal"],
  reason: "Allowed by every layer.",
  durationMicros: 800 + (n % 400),
  detail: { arguments: { text: "hello from the bench", n } },
});

/** Whoever verifies has to be an administrator. */
const OWNER: Caller = {
  principal: {
    id: "prn_bench",
    workspaceId: "wsp_bench",
    handle: "bench",
    displayName: "Bench",
    kind: "person",
    role: "owner",
    status: "active",
    expiresAt: null,
    accountId: null,
    ownerId: null,
  },
  credential: { kind: "token", tokenId: "tok_bench", tokenHash: "" },
  channel: "system",
  ipAddress: null,
};

async function main(seconds: number): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "peta-bench-audit-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await applyMigrations(postgres.url);
  const db = createDb(postgres.url);
  const log = { info: () => {}, warn: console.warn };
  const vault = createVault(crypto.getRandomValues(new Uint8Array(32)));
  const audit = createAuditModule({
    store: createAuditStore({ pool: db.pool }),
    spool: createFileSpool({ directory: path.join(dataDir, "audit-spool"), vault, newId, now: systemClock.now, log }),
    events: createLocalEventBus(() => {}),
    clock: systemClock,
    durability: "durable",
    vault,
    newId,
    log,
  });
  let written = 0;
  const run = async (concurrency: number, until: number) => {
    const worker = async () => {
      while (performance.now() < until) await audit.recorder.record(exampleEntry(written++));
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  };
  await run(32, performance.now() + 1_000);
  console.log("connections  records/s  CPU us/record (Core)  records/commit  us/record at one connection");
  for (const concurrency of CONCURRENCIES) {
    const commits = async () =>
      Number(
        (
          await db.pool.query(
            "SELECT pg_stat_force_next_flush(), xact_commit FROM pg_stat_database WHERE datname = current_database()",
          )
        ).rows[0].xact_commit,
      );
    const before = { written, cpu: process.cpuUsage(), at: performance.now(), commits: await commits() };
    await run(concurrency, performance.now() + seconds * 1_000);
    const cpu = process.cpuUsage(before.cpu);
    const records = written - before.written;
    const elapsed = performance.now() - before.at;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const perCommit = records / Math.max((await commits()) - before.commits, 1);
    const figures = [
      concurrency,
      Math.round((records / elapsed) * 1000),
      ((cpu.user + cpu.system) / records).toFixed(1),
      perCommit.toFixed(1),
    ];
    console.log(
      figures.map((figure) => String(figure).padStart(11)).join("  "),
      concurrency === 1 ? `  ${((elapsed * 1000) / records).toFixed(0)}` : "",
    );
  }
  const started = performance.now();
  const report = await audit.verify(OWNER);
  console.log(
    `verify: ${report.rows} records in ${Math.round(performance.now() - started)} ms, ${report.ok ? "sound" : "BROKEN"}`,
  );
  await audit.close();
  await db.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
  if (!report.ok) process.exitCode = 1;
}

await main(Number(process.argv[2] ?? 4));
