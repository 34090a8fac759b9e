import type { PrismaClient } from "@peta/db";
import type { Pool } from "pg";
import type { SessionStore } from "../../modules/sessions/index.ts";

/** MCP sessions in PostgreSQL: written together, many in one statement; found one by one. */
export function createMcpSessionStore({ prisma, pool }: { prisma: PrismaClient; pool: Pool }): SessionStore {
  return {
    async put(records) {
      // A principal that was removed meanwhile takes its own row along, and not those of others.
      await pool.query(
        `INSERT INTO mcp_sessions
           (id_hash, workspace_id, principal_id, client_key, protocol_version, sealed_state, last_seen_at)
         SELECT t.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[])
           AS t (id_hash, workspace_id, principal_id, client_key, protocol_version, sealed_state, last_seen_at)
         JOIN principals ON principals.id = t.principal_id AND principals.workspace_id = t.workspace_id
         ON CONFLICT (id_hash) DO UPDATE
           SET sealed_state = excluded.sealed_state, last_seen_at = excluded.last_seen_at
           WHERE mcp_sessions.ended_at IS NULL`,
        [
          records.map((record) => record.idHash),
          records.map((record) => record.workspaceId),
          records.map((record) => record.principalId),
          records.map((record) => record.clientKey),
          records.map((record) => record.protocolVersion),
          records.map((record) => Buffer.from(record.sealedState)),
          records.map((record) => new Date(record.lastSeenAt)),
        ],
      );
    },

    async find(workspaceId, idHash) {
      const row = await prisma.mcpSession.findFirst({
        where: { workspaceId, idHash, endedAt: null },
        omit: { createdAt: true, endedAt: true },
      });
      return row && { ...row, lastSeenAt: row.lastSeenAt.getTime() };
    },

    async touch(idHashes, lastSeenAt) {
      await pool.query("UPDATE mcp_sessions SET last_seen_at = $2 WHERE id_hash = ANY($1::text[])", [
        idHashes,
        new Date(lastSeenAt),
      ]);
    },

    async end(idHashes, at) {
      await pool.query("UPDATE mcp_sessions SET ended_at = $2 WHERE id_hash = ANY($1::text[]) AND ended_at IS NULL", [
        idHashes,
        new Date(at),
      ]);
      await pool.query("DELETE FROM stream_events WHERE session_hash = ANY($1::text[])", [idHashes]);
    },

    async purge(idleBefore, endedBefore) {
      const [idle, ended] = [new Date(idleBefore), new Date(endedBefore)];
      await prisma.mcpSession.updateMany({
        where: { endedAt: null, lastSeenAt: { lt: idle } },
        data: { endedAt: idle },
      });
      await prisma.mcpSession.deleteMany({ where: { endedAt: { lt: ended } } });
    },
  };
}
