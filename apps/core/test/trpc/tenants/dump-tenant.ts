import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@peta/db";

type Pool = Db["pool"];
type Row = Record<string, unknown>;

/** Every row of every table, in an order that does not depend on chance. */
async function readTables(pool: Pool): Promise<Map<string, Row[]>> {
  const { rows: tables } = await pool.query<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'",
  );
  const found = new Map<string, Row[]>();
  for (const { table_name: table } of tables) {
    const { rows } = await pool.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM "${table}" t`);
    found.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return found;
}

const SHARED_TABLES = new Set(["accounts", "settings"]);

/**
 * Everything that belongs to a workspace: rows with its id, and rows of other tables that point at one of those. New
 * tables are in it by themselves.
 */
export async function dumpTenant(pool: Pool, workspaceId: string): Promise<Map<string, string[]>> {
  const tables = await readTables(pool);
  const own = new Map<string, Row[]>();
  const ids = new Set<unknown>([workspaceId]);
  for (const [table, rows] of tables) {
    const mine = rows.filter(
      (row) => row.workspace_id === workspaceId || (table === "workspaces" && row.id === workspaceId),
    );
    for (const row of mine) if (typeof row.id === "string") ids.add(row.id);
    own.set(table, mine);
  }
  for (const [table, rows] of tables) {
    if (rows.length === 0 || "workspace_id" in (rows[0] as Row) || SHARED_TABLES.has(table)) continue;
    own.set(
      table,
      rows.filter((row) => Object.values(row).some((value) => ids.has(value))),
    );
  }
  // A person's account is the tenant's as far as its people are.
  const accounts = new Set((own.get("principals") ?? []).map((row) => row.account_id).filter(Boolean));
  own.set(
    "accounts",
    (tables.get("accounts") ?? []).filter((row) => accounts.has(row.id)),
  );
  return new Map(
    [...own]
      .filter(([, rows]) => rows.length > 0)
      .map(([table, rows]) => [table, rows.map((row) => JSON.stringify(row)).sort()]),
  );
}

/** The dump once nothing is written any more: what is written behind an answer has arrived. */
export async function settledDump(pool: Pool, workspaceId: string): Promise<Map<string, string[]>> {
  let before = await dumpTenant(pool, workspaceId);
  for (;;) {
    await sleep(500);
    const now = await dumpTenant(pool, workspaceId);
    if (JSON.stringify([...now]) === JSON.stringify([...before])) return now;
    before = now;
  }
}
