import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDb, type Db } from "@peta/db";
import { createTestDatabase } from "@peta/db/testing";
import { createAuditStore, createFileSpool } from "../../src/adapters/audit/index.ts";
import { TestClock } from "../../src/adapters/clock.ts";
import { createIdMaker, createVault, newId } from "../../src/adapters/crypto/index.ts";
import { createLocalEventBus } from "../../src/adapters/event-bus.ts";
import type { AuditEntry } from "../../src/modules/audit/audit-entry.ts";
import { type AuditDeps, type AuditModule, type AuditStore, createAuditModule } from "../../src/modules/audit/index.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import type { CoreEvent } from "../../src/modules/events.ts";

export const WORKSPACE = "wsp_one";

export const entryOf = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  workspaceId: WORKSPACE,
  action: "tools/call",
  outcome: "allowed",
  principalId: "prn_internal",
  principalHandle: "agent-a",
  channel: "mcp",
  serverId: "files",
  capabilityKind: "tool",
  capabilityName: "read_file",
  durationMicros: 1500,
  ...more,
});

/** An administrator of a workspace, who may read its records. */
export const admin = (workspaceId: string): Caller => ({
  principal: {
    id: "prn_admin",
    workspaceId,
    handle: "admin",
    displayName: "Admin",
    kind: "person",
    role: "admin",
    status: "active",
    expiresAt: null,
    accountId: null,
    ownerId: null,
  },
  credential: { kind: "token", tokenId: "tok_admin", tokenHash: "" },
  channel: "api",
  ipAddress: null,
});

export interface Writer {
  audit: AuditModule;
  events: CoreEvent[];
  warnings: string[];
  /** Records of each insert that was tried. */
  batches: number[];
}

/** A database and a data directory, and as many Core processes' audit modules on them as a test asks for. */
export async function createAuditFixture() {
  const database = await createTestDatabase();
  const db: Db = createDb(database.url);
  const dataDir = mkdtempSync(path.join(tmpdir(), "peta-audit-"));
  const spoolDirectory = path.join(dataDir, "audit-spool");
  const clock = new TestClock();
  const vault = createVault(randomBytes(32));
  const open: Db[] = [];

  /** @param url another way to the same database, for instance one that can be cut */
  function startWriter(
    options: Partial<AuditDeps> & { url?: string; maxSpoolBytes?: number; timeoutMs?: number } = {},
  ): Writer {
    const { url, maxSpoolBytes, timeoutMs = 5_000, ...more } = options;
    const own = url === undefined ? db : createDb(url, { poolSize: 3 });
    if (own !== db) open.push(own);
    const events: CoreEvent[] = [];
    const warnings: string[] = [];
    const batches: number[] = [];
    const bus = createLocalEventBus((error) => {
      throw error;
    });
    bus.subscribe((event) => events.push(event));
    const log = {
      info: () => {},
      warn: (_fields: Record<string, unknown>, message: string) => void warnings.push(message),
    };
    const store = createAuditStore({ pool: own.pool, timeoutMs });
    const counting: AuditStore = {
      ...store,
      append(records, heads, repeat) {
        batches.push(records.length);
        return store.append(records, heads, repeat);
      },
    };
    const spool = createFileSpool({
      directory: spoolDirectory,
      vault,
      newId,
      now: Date.now,
      log,
      ...(maxSpoolBytes === undefined ? {} : { maxBytes: maxSpoolBytes }),
    });
    const audit = createAuditModule({
      store: counting,
      spool,
      vault,
      events: bus,
      clock,
      newId: createIdMaker(clock),
      log,
      durability: "durable",
      ...more,
    });
    return { audit, events, warnings, batches };
  }

  return {
    databaseUrl: database.url,
    db,
    clock,
    vault,
    dataDir,
    spoolDirectory,
    startWriter,
    /** Runs statements as somebody who owns the tables and has switched the append-only triggers off. */
    async tamper(...statements: string[]): Promise<void> {
      const client = await db.pool.connect();
      try {
        await client.query("SET session_replication_role = replica");
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.query("SET session_replication_role = DEFAULT");
        client.release();
      }
    },
    async close(): Promise<void> {
      for (const one of open) await one.close();
      await db.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type AuditFixture = Awaited<ReturnType<typeof createAuditFixture>>;
