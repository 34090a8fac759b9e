import type { PrismaClient } from "@peta/db";
import type { CachePolicyStore } from "../../modules/result-cache/index.ts";
import { serverNotFound } from "../../modules/servers/find-server.ts";

export function createCachePolicyStore({ prisma }: { prisma: PrismaClient }): CachePolicyStore {
  return {
    async list(workspaceId) {
      const rows = await prisma.cachePolicy.findMany({
        where: { workspaceId },
        include: { server: { select: { serverId: true } } },
        orderBy: [{ server: { serverId: "asc" } }, { capabilityKind: "asc" }, { capabilityName: "asc" }],
      });
      return rows.map((row) => ({
        id: row.id,
        serverId: row.server.serverId,
        kind: row.capabilityKind,
        name: row.capabilityName,
        enabled: row.enabled,
        ttlSeconds: row.ttlSeconds,
        scope: row.scope,
        admission: row.admission,
        keyFields: row.keyFieldsOnly ? row.keyFields : null,
        maxEntryBytes: row.maxEntryBytes,
        invalidatedBy: row.invalidatedBy,
        updatedAt: row.updatedAt.getTime(),
      }));
    },

    async set(workspaceId, { id, serverId, kind, name, keyFields, invalidatedBy, updatedAt, ...settings }) {
      const found = await prisma.server.findUnique({
        where: { workspaceId_serverId: { workspaceId, serverId } },
        select: { id: true },
      });
      if (!found) throw serverNotFound(serverId);
      const data = {
        ...settings,
        keyFields: [...(keyFields ?? [])],
        keyFieldsOnly: keyFields !== null,
        invalidatedBy: [...invalidatedBy],
        updatedAt: new Date(updatedAt),
      };
      const key = { serverRowId: found.id, capabilityKind: kind, capabilityName: name };
      await prisma.cachePolicy.upsert({
        where: { serverRowId_capabilityKind_capabilityName: key },
        create: { id, workspaceId, ...key, ...data },
        update: data,
      });
    },

    async remove(workspaceId, serverId, kind, name) {
      const { count } = await prisma.cachePolicy.deleteMany({
        where: { workspaceId, server: { serverId }, capabilityKind: kind, capabilityName: name },
      });
      return count > 0;
    },
  };
}
