import type { Pool, QueryConfig } from "pg";
import type { ActivityFigures, AuditFilter, AuditStore } from "../../modules/audit/audit-store.ts";
import { type HeadRow, type RecordRow, SELECT_HEAD, SELECT_RECORD, toHead, toRecord } from "./record-columns.ts";

/** What the overview counts as a call. */
const CALL_ACTIONS = ["tools/call", "resources/read", "prompts/get"];
const TOP_TOOLS = 10;

/** Conditions of the record list and their values; `$1` is the workspace. */
function conditions(filter: AuditFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const clauses = ["workspace_id = $1"];
  const add = (value: unknown, clause: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    clauses.push(clause(`$${values.length + 1}`));
  };
  const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  add(at(filter.from), (from) => `occurred_at >= ${from}`);
  add(at(filter.to), (to) => `occurred_at < ${to}`);
  add(filter.principalHandle, (handle) => `principal_handle = ${handle}`);
  add(filter.serverId, (serverId) => `server_id = ${serverId}`);
  add(filter.capabilityName, (name) => `capability_name = ${name}`);
  add(filter.action, (action) => `action = ${action}`);
  add(filter.outcome, (outcome) => `outcome = ${outcome}`);
  add(filter.channel, (channel) => `channel = ${channel}`);
  if (filter.after) {
    add(at(filter.after.occurredAt), (last) => `occurred_at <= ${last}`);
    const last = values.length + 1;
    add(filter.after.id, (id) => `(occurred_at < $${last} OR id < ${id})`);
  }
  return { where: clauses.join(" AND "), values };
}

const ACTIVITY = `
  WITH calls AS MATERIALIZED (
    SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, outcome, server_id, capability_kind, capability_name, duration_micros
    FROM audit_records WHERE workspace_id = $1 AND occurred_at >= $2 AND action = ANY ($3::text[])
  ), counts AS (
    SELECT (extract(epoch FROM hour) * 1000)::bigint AS "hourStart", outcome, count(*) AS calls FROM calls GROUP BY 1, 2
  ), tools AS (
    SELECT server_id || '::' || capability_name AS "canonicalName", count(*) AS calls FROM calls
    WHERE capability_kind = 'tool' AND server_id IS NOT NULL AND capability_name IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $4
  ), latency AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_micros) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_micros) AS p95
    FROM calls WHERE duration_micros IS NOT NULL AND outcome NOT IN ('held', 'denied')
  )
  SELECT (SELECT coalesce(json_agg(counts), '[]') FROM counts) AS counts,
         (SELECT coalesce(json_agg(tools), '[]') FROM tools) AS "topTools",
         (SELECT row_to_json(latency) FROM latency) AS latency`;

/**
 * The reading half of the audit store.
 * @param timeoutMs what the writer waits for, because records wait for it
 */
export function createAuditQueries(
  pool: Pool,
  timeoutMs: number,
): Pick<AuditStore, "ping" | "latestHeads" | "list" | "listForward" | "find" | "activity"> {
  const urgent = (text: string, values: unknown[] = []): QueryConfig => {
    const query: QueryConfig & { query_timeout: number } = { text, values, query_timeout: timeoutMs };
    return query;
  };
  return {
    async ping() {
      await pool.query(urgent("SELECT 1"));
    },
    async latestHeads(workspaceId, limit) {
      const text = `SELECT ${SELECT_HEAD} FROM audit_chain_heads WHERE workspace_id = $1 ORDER BY updated_at DESC, writer_id LIMIT $2`;
      const { rows } = await pool.query<HeadRow>(urgent(text, [workspaceId, limit]));
      return rows.map(toHead);
    },
    async list(workspaceId, filter, limit) {
      const { where, values } = conditions(filter);
      const { rows } = await pool.query<RecordRow>(
        `SELECT ${SELECT_RECORD} FROM audit_records WHERE ${where}
         ORDER BY occurred_at DESC, id DESC LIMIT $${values.length + 2}`,
        [workspaceId, ...values, limit],
      );
      return rows.map(toRecord);
    },
    async listForward(workspaceId, { from, to }, limit) {
      const { where, values } = conditions({ from, to });
      const { rows } = await pool.query<RecordRow>(
        `SELECT ${SELECT_RECORD} FROM audit_records WHERE ${where} ORDER BY occurred_at, id LIMIT $${values.length + 2}`,
        [workspaceId, ...values, limit],
      );
      return rows.map(toRecord);
    },
    async find(workspaceId, id) {
      const { rows } = await pool.query<RecordRow>(
        `SELECT ${SELECT_RECORD} FROM audit_records WHERE id = $2 AND workspace_id = $1`,
        [workspaceId, id],
      );
      return rows[0] ? toRecord(rows[0]) : null;
    },
    async activity(workspaceId, from) {
      const { rows } = await pool.query<ActivityFigures>(ACTIVITY, [
        workspaceId,
        new Date(from).toISOString(),
        CALL_ACTIONS,
        TOP_TOOLS,
      ]);
      return rows[0] ?? { counts: [], topTools: [], latency: { p50: null, p95: null } };
    },
  };
}
