import type { Pool, PoolClient } from "pg";
import type { AuditStore, ChainView } from "../../modules/audit/audit-store.ts";
import { type HeadRow, type RecordRow, SELECT_HEAD, SELECT_RECORD, toHead, toRecord } from "./record-columns.ts";

/** Steps from one writer to the next by the primary key, instead of reading every record. */
const WRITERS = `
  WITH RECURSIVE writers AS (
    (SELECT writer_id FROM audit_records WHERE workspace_id = $1 ORDER BY writer_id LIMIT 1)
    UNION ALL
    SELECT (SELECT writer_id FROM audit_records WHERE workspace_id = $1 AND writer_id > writers.writer_id ORDER BY writer_id LIMIT 1)
    FROM writers WHERE writers.writer_id IS NOT NULL
  )
  SELECT writer_id FROM writers WHERE writer_id IS NOT NULL`;

const chainView = (client: PoolClient, workspaceId: string): ChainView => ({
  async heads() {
    const { rows } = await client.query<HeadRow>(
      `SELECT ${SELECT_HEAD} FROM audit_chain_heads WHERE workspace_id = $1`,
      [workspaceId],
    );
    return rows.map(toHead);
  },
  async writers() {
    const { rows } = await client.query<{ writer_id: string }>(WRITERS, [workspaceId]);
    return rows.map((row) => row.writer_id);
  },
  async read(writerId, after, limit) {
    const { rows } = await client.query<RecordRow>(
      `SELECT ${SELECT_RECORD} FROM audit_records WHERE workspace_id = $1 AND writer_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4`,
      [workspaceId, writerId, after, limit],
    );
    return rows.map(toRecord);
  },
  async findByHash(writerId, hash) {
    const { rows } = await client.query<{ sequence: string }>(
      "SELECT sequence FROM audit_records WHERE workspace_id = $1 AND writer_id = $2 AND hash = $3 LIMIT 1",
      [workspaceId, writerId, hash],
    );
    return rows[0] ? Number(rows[0].sequence) : null;
  },
  async hashAt(writerId, sequence) {
    const { rows } = await client.query<{ hash: Buffer }>(
      "SELECT hash FROM audit_records WHERE workspace_id = $1 AND writer_id = $2 AND sequence = $3",
      [workspaceId, writerId, sequence],
    );
    return rows[0]?.hash ?? null;
  },
});

/** One repeatable-read transaction: records and heads belong together although writers go on. */
export const createChainViews =
  (pool: Pool): AuditStore["view"] =>
  async (workspaceId, use) => {
    const client = await pool.connect();
    let failed = true;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      const result = await use(chainView(client, workspaceId));
      await client.query("COMMIT");
      failed = false;
      return result;
    } finally {
      // A connection in an unknown state is closed, which also ends its transaction.
      client.release(failed);
    }
  };
