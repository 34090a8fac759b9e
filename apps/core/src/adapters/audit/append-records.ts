import type { Pool, PoolClient, QueryConfig } from "pg";
import type { AuditStore } from "../../modules/audit/audit-store.ts";
import { createArrayEncoder } from "./binary-arrays.ts";
import { type Column, HEAD_COLUMNS, RECORD_COLUMNS } from "./record-columns.ts";

const names = (columns: readonly Column<never>[]): string => columns.map(({ name }) => name).join(", ");

const parameters = (columns: readonly Column<never>[], from: number): string =>
  columns.map(({ type }, index) => `$${from + index}::${type}[]`).join(", ");

const INSERT_RECORDS = `
  INSERT INTO audit_records (${names(RECORD_COLUMNS)})
  SELECT * FROM unnest(${parameters(RECORD_COLUMNS, 1)})`;

const MOVE_HEADS = `
  INSERT INTO audit_chain_heads (${names(HEAD_COLUMNS)}, updated_at)
  SELECT *, now() FROM unnest(${parameters(HEAD_COLUMNS, RECORD_COLUMNS.length + 1)})
  ON CONFLICT (workspace_id, writer_id) DO UPDATE
    SET sequence = excluded.sequence, hash = excluded.hash, signature = excluded.signature, updated_at = excluded.updated_at
    WHERE audit_chain_heads.sequence < excluded.sequence`;

/** One statement, hence one transaction and one round trip: the records and the signed ends of their chains. */
const APPEND = { name: "peta_audit_append", text: `WITH stored AS (${INSERT_RECORDS}) ${MOVE_HEADS}` };

const APPEND_AGAIN = {
  name: "peta_audit_append_again",
  text: `WITH stored AS (${INSERT_RECORDS} ON CONFLICT DO NOTHING RETURNING 1), moved AS (${MOVE_HEADS})
    SELECT count(*)::int AS stored FROM stored`,
};

/** Writes batches over one connection of its own, so that no other query of the process makes the audit wait. */
export function createRecordAppender(pool: Pool, timeoutMs: number) {
  const encodeRecords = createArrayEncoder();
  const encodeHeads = createArrayEncoder();
  let client: PoolClient | null = null;

  function letGo(broken: boolean): void {
    client?.release(broken);
    client = null;
  }

  async function connection(): Promise<PoolClient> {
    if (client) return client;
    const fresh = await pool.connect();
    // Without a listener, a connection that breaks while it is idle would end the process.
    fresh.on("error", () => {
      if (client === fresh) letGo(true);
    });
    client = fresh;
    return fresh;
  }

  const append: AuditStore["append"] = async (records, heads, repeat) => {
    const writer = await connection();
    const query: QueryConfig & { query_timeout: number } = {
      ...(repeat ? APPEND_AGAIN : APPEND),
      values: [...encodeRecords(records, RECORD_COLUMNS), ...encodeHeads(heads, HEAD_COLUMNS)],
      query_timeout: timeoutMs,
    };
    try {
      const { rows } = await writer.query<{ stored: number }>(query);
      return rows[0]?.stored ?? records.length;
    } catch (error) {
      if (client === writer) letGo(true);
      throw error;
    }
  };

  return { append, close: () => letGo(false) };
}
