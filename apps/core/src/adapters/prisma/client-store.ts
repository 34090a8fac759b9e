import { Prisma, type PrismaClient } from "@peta/db";
import type { ClientRecord, ClientStore } from "../../modules/clients/client-store.ts";

/** Client applications that were seen, in PostgreSQL. */
export function createClientStore({ prisma }: { prisma: PrismaClient }): ClientStore {
  return {
    async listOf(workspaceId, principalId) {
      const rows = await prisma.client.findMany({ where: { workspaceId, principalId } });
      return rows.map(
        ({ firstSeenAt, lastSeenAt, ...row }): ClientRecord => ({
          ...row,
          firstSeenAt: firstSeenAt.getTime(),
          lastSeenAt: lastSeenAt.getTime(),
        }),
      );
    },

    async keep(seen) {
      if (seen.length === 0) return [];
      const rows = seen.map(
        (one) => Prisma.sql`(${one.principalId}, ${one.clientKey}, ${one.workspaceId}, ${one.name}, ${one.version},
          ${new Date(one.firstSeenAt)}::timestamptz, ${new Date(one.lastSeenAt)}::timestamptz)`,
      );
      // In the order of the key, so that two processes that write the same clients do not wait for each other in a ring.
      const kept = await prisma.$queryRaw<{ principal_id: string; client_key: string; workspace_id: string }[]>`
        WITH seen (principal_id, client_key, workspace_id, name, version, first_seen_at, last_seen_at) AS (
               VALUES ${Prisma.join(rows)}),
             known AS (
               SELECT c.principal_id, c.client_key, c.name, c.version
               FROM clients c JOIN seen USING (principal_id, client_key)),
             written AS (
               INSERT INTO clients AS c
                 (principal_id, client_key, workspace_id, name, version, first_seen_at, last_seen_at)
               SELECT s.* FROM seen s JOIN principals p ON p.id = s.principal_id
               ORDER BY s.principal_id, s.client_key
               ON CONFLICT (principal_id, client_key) DO UPDATE SET
                 name = coalesce(excluded.name, c.name),
                 version = CASE WHEN excluded.name IS NULL THEN c.version ELSE excluded.version END,
                 last_seen_at = greatest(excluded.last_seen_at, c.last_seen_at)
               RETURNING c.principal_id, c.client_key, c.workspace_id, c.name, c.version)
        SELECT w.principal_id, w.client_key, w.workspace_id
        FROM written w LEFT JOIN known k USING (principal_id, client_key)
        WHERE k.principal_id IS NULL OR (w.name, w.version) IS DISTINCT FROM (k.name, k.version)`;
      return kept.map((row) => ({
        workspaceId: row.workspace_id,
        principalId: row.principal_id,
        clientKey: row.client_key,
      }));
    },
  };
}
