import type { Pool, PoolClient, QueryConfig } from "pg";
import type { AuditStore } from "../../modules/audit/audit-store.ts";
import { createRowsEncoder } from "./binary-rows.ts";
import { type Column, HEAD_COLUMNS, RECORD_COLUMNS } from "./record-columns.ts";

const names = (columns: readonly Column<never>[]): string => columns.map(({ name }) => name).join(", ");

const INSERT_RECORDS = `
  INSERT INTO audit_records (${names(RECORD_COLUMNS)})
  SELECT ${names(RECORD_COLUMNS)} FROM unnest($1::audit_record_input[])`;

const MOVE_HEADS = `
  INSERT INTO audit_chain_heads (${names(HEAD_COLUMNS)}, updated_at)
  SELECT ${names(HEAD_COLUMNS)}, now() FROM unnest($2::audit_head_input[])
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

/** Types that a migration made have their object ids from the database. */
const INPUT_TYPES = "SELECT 'audit_record_input'::regtype::oid AS record, 'audit_head_input'::regtype::oid AS head";

interface Writer {
  client: PoolClient;
  record: number;
  head: number;
}

/** Writes batches over one connection of its own, so that no other query of the process makes the audit wait. */
export function createRecordAppender(pool: Pool, timeoutMs: number) {
  const encodeRecords = createRowsEncoder();
  const encodeHeads = createRowsEncoder();
  let writer: Writer | null = null;

  // Without a listener, a connection that breaks while it is idle would end the process.
  const broke = (): void => letGo(true);

  function letGo(broken: boolean): void {
    writer?.client.off("error", broke).release(broken);
    writer = null;
  }

  async function connection(): Promise<Writer> {
    if (writer) return writer;
    const client = await pool.connect();
    client.on("error", broke);
    try {
      const query: QueryConfig & { query_timeout: number } = { text: INPUT_TYPES, query_timeout: timeoutMs };
      const { rows } = await client.query<Omit<Writer, "client">>(query);
      const [types] = rows;
      if (!types) throw new Error("the database does not say the types of audit records");
      writer = { client, ...types };
      return writer;
    } catch (error) {
      client.off("error", broke).release(true);
      throw error;
    }
  }

  const append: AuditStore["append"] = async (records, heads, repeat) => {
    const used = await connection();
    const query: QueryConfig & { query_timeout: number } = {
      ...(repeat ? APPEND_AGAIN : APPEND),
      values: [encodeRecords(records, RECORD_COLUMNS, used.record), encodeHeads(heads, HEAD_COLUMNS, used.head)],
      query_timeout: timeoutMs,
    };
    try {
      const { rows } = await used.client.query<{ stored: number }>(query);
      return rows[0]?.stored ?? records.length;
    } catch (error) {
      if (writer === used) letGo(true);
      throw error;
    }
  };

  return { append, close: () => letGo(false) };
}
