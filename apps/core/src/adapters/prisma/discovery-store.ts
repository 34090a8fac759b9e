import { canonicalName } from "@peta/contract";
import type { PrismaClient } from "@peta/db";
import type { DiscoveryStore } from "../../modules/discovery/index.ts";
import { isUniqueViolation } from "./errors.ts";

/** What agents do changes slowly: the last so many records tell enough, and reading them takes no longer next year. */
const RECORDS_COUNTED = 20_000;
const DAYS_COUNTED = 14;

export function createDiscoveryStore({
  prisma,
  newId,
}: {
  prisma: PrismaClient;
  newId: (prefix: string) => string;
}): DiscoveryStore {
  return {
    async list(workspaceId) {
      const rows = await prisma.discoverySetting.findMany({
        where: { workspaceId },
        include: { principal: { select: { handle: true } } },
        orderBy: [{ principalId: { sort: "asc", nulls: "first" } }, { clientKey: { sort: "asc", nulls: "first" } }],
      });
      return rows.map(({ principalId, clientKey, profile, pinned, directTools, principal }) => ({
        principalId,
        principalHandle: principal?.handle ?? null,
        clientKey,
        profile,
        pinned,
        directTools,
      }));
    },

    async set(workspaceId, { principalId, clientKey, profile, pinned, directTools }) {
      const key = { workspaceId, principalId, clientKey };
      const data = { profile, pinned: [...pinned], directTools };
      // Prisma's upsert takes no null in a unique key, and the index is NULLS NOT DISTINCT: update, else insert.
      const { count } = await prisma.discoverySetting.updateMany({ where: key, data });
      if (count > 0) return;
      try {
        await prisma.discoverySetting.create({ data: { id: newId("dsc"), ...key, ...data } });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await prisma.discoverySetting.updateMany({ where: key, data });
      }
    },

    async remove(workspaceId, principalId, clientKey) {
      await prisma.discoverySetting.deleteMany({ where: { workspaceId, principalId, clientKey } });
    },

    async mostUsed(workspaceId, perPrincipal) {
      const rows = await prisma.$queryRaw<{ principalId: string; serverId: string; name: string }[]>`
        WITH recent AS (
          SELECT principal_id, server_id, capability_name, action, outcome FROM audit_records
          WHERE workspace_id = ${workspaceId} AND channel <> 'public' AND occurred_at > now() - make_interval(days => ${DAYS_COUNTED})
          ORDER BY occurred_at DESC LIMIT ${RECORDS_COUNTED}
        ), counted AS (
          SELECT principal_id, server_id, capability_name,
                 row_number() OVER (PARTITION BY principal_id ORDER BY count(*) DESC, server_id, capability_name) AS rank
          FROM recent
          WHERE action = 'tools/call' AND outcome = 'allowed' AND principal_id IS NOT NULL
            AND server_id IS NOT NULL AND capability_name IS NOT NULL
          GROUP BY principal_id, server_id, capability_name
        )
        SELECT principal_id AS "principalId", server_id AS "serverId", capability_name AS "name"
        FROM counted WHERE rank <= ${perPrincipal} ORDER BY principal_id, rank`;
      const used = new Map<string, string[]>();
      for (const { principalId, serverId, name } of rows) {
        const names = used.get(principalId);
        if (names) names.push(canonicalName(serverId, name));
        else used.set(principalId, [canonicalName(serverId, name)]);
      }
      return used;
    },
  };
}
