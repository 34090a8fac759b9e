import type { PrismaClient } from "@peta/db";
import type { Pool } from "pg";
import type { StreamEventStore } from "../../modules/sessions/index.ts";

/** What streams have sent, in PostgreSQL: written together, many in one statement. */
export function createStreamEventStore({ prisma, pool }: { prisma: PrismaClient; pool: Pool }): StreamEventStore {
  return {
    async append(events) {
      await pool.query(
        `INSERT INTO stream_events
           (session_hash, stream_id, position, workspace_id, is_last, sealed_event, created_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bool[], $6::bytea[], $7::timestamptz[])
         ON CONFLICT DO NOTHING`,
        [
          events.map((event) => event.sessionHash),
          events.map((event) => event.streamId),
          events.map((event) => event.position),
          events.map((event) => event.workspaceId),
          events.map((event) => event.isLast),
          events.map((event) => Buffer.from(event.sealedEvent)),
          events.map((event) => new Date(event.createdAt)),
        ],
      );
    },

    async readAfter(workspaceId, sessionHash, streamId, position) {
      const rows = await prisma.streamEvent.findMany({
        where: { workspaceId, sessionHash, streamId, position: { gt: position } },
        orderBy: { position: "asc" },
      });
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
    },

    async purge(before) {
      await prisma.streamEvent.deleteMany({ where: { createdAt: { lt: new Date(before) } } });
    },
  };
}
