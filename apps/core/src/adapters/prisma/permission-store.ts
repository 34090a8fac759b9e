import type { PrismaClient } from "@peta/db";
import type { DangerLevel, RuleSource } from "@peta/policy";
import type { GrantRecord, PermissionStore } from "../../modules/permissions/permission-store.ts";
import { serverNotFound } from "../../modules/servers/find-server.ts";
import { isUniqueViolation } from "./errors.ts";

interface SwitchRow<Enabled> {
  principalId: string;
  enabled: Enabled;
  capabilityKind: "tool" | "resource" | "template" | "prompt" | null;
  capabilityName: string | null;
  server: { serverId: string };
}

const toGrant = <Enabled>(row: SwitchRow<Enabled>): Omit<GrantRecord, "enabled"> & { enabled: Enabled } => ({
  principalId: row.principalId,
  serverId: row.server.serverId,
  capability:
    row.capabilityKind === null || row.capabilityName === null
      ? null
      : { kind: row.capabilityKind, name: row.capabilityName },
  enabled: row.enabled,
});

/** Rows and their servers are read one after the other: a server that is removed in between leaves none behind. */
const hasServer = (row: { server: object | null }): boolean => row.server !== null;

export function createPermissionStore({
  prisma,
  newId,
}: {
  prisma: PrismaClient;
  newId: (prefix: string) => string;
}): PermissionStore {
  const server = { server: { select: { serverId: true } } } as const;
  return {
    listGrants: async (workspaceId) =>
      (await prisma.grant.findMany({ where: { workspaceId }, include: server })).filter(hasServer).map((row) => ({
        ...toGrant(row),
        dangerLevel: row.dangerLevel as DangerLevel | null,
      })),

    listClientSwitches: async (workspaceId) =>
      (await prisma.clientSwitch.findMany({ where: { workspaceId }, include: server }))
        .filter(hasServer)
        .map((row) => ({
          ...toGrant(row),
          clientKey: row.clientKey,
          dangerLevel: row.dangerLevel as DangerLevel | null,
        })),

    async setGrant(workspaceId, { principalId, serverId, capability, enabled }) {
      const found = await prisma.server.findUnique({
        where: { workspaceId_serverId: { workspaceId, serverId } },
        select: { id: true },
      });
      if (!found) throw serverNotFound(serverId);
      const key = {
        workspaceId,
        principalId,
        serverRowId: found.id,
        capabilityKind: capability?.kind ?? null,
        capabilityName: capability?.name ?? null,
      };
      if (enabled === null) {
        await prisma.grant.deleteMany({ where: key });
        return;
      }
      // Prisma's upsert takes no null in a unique key, and the index is NULLS NOT DISTINCT: update, else insert.
      const { count } = await prisma.grant.updateMany({ where: key, data: { enabled } });
      if (count > 0) return;
      try {
        await prisma.grant.create({ data: { id: newId("grt"), ...key, enabled } });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await prisma.grant.updateMany({ where: key, data: { enabled } });
      }
    },

    replaceGrants: (workspaceId, principalId, grants) =>
      prisma.$transaction(async (tx) => {
        const servers = await tx.server.findMany({ where: { workspaceId }, select: { id: true, serverId: true } });
        const rowIds = new Map(servers.map(({ id, serverId }) => [serverId, id]));
        const rows = grants.map(({ serverId, capability, enabled, dangerLevel }) => {
          const serverRowId = rowIds.get(serverId);
          if (serverRowId === undefined) throw serverNotFound(serverId);
          return {
            id: newId("grt"),
            workspaceId,
            principalId,
            serverRowId,
            capabilityKind: capability?.kind ?? null,
            capabilityName: capability?.name ?? null,
            enabled,
            dangerLevel: dangerLevel ?? null,
          };
        });
        await tx.grant.deleteMany({ where: { workspaceId, principalId } });
        await tx.grant.createMany({ data: rows });
      }),

    setClientSwitches: (workspaceId, switches, { onlyNarrow }) =>
      prisma.$transaction(async (tx) => {
        for (const { principalId, clientKey, serverId, capability, enabled, dangerLevel } of switches) {
          const found = await tx.server.findUnique({
            where: { workspaceId_serverId: { workspaceId, serverId } },
            select: { id: true },
          });
          if (!found) throw serverNotFound(serverId);
          const [kind, name] = [capability?.kind ?? null, capability?.name ?? null];
          if (enabled === null && dangerLevel === null) {
            if (onlyNarrow) continue;
            await tx.clientSwitch.deleteMany({
              where: {
                workspaceId,
                principalId,
                clientKey,
                serverRowId: found.id,
                capabilityKind: kind,
                capabilityName: name,
              },
            });
            continue;
          }
          // Prisma's upsert takes no null in a unique key, and a failed insert would end the transaction.
          await tx.$executeRaw`
            INSERT INTO client_switches (id, workspace_id, principal_id, client_key, server_row_id, capability_kind,
                                         capability_name, enabled, danger_level, updated_at)
            VALUES (${newId("csw")}, ${workspaceId}, ${principalId}, ${clientKey}, ${found.id},
                    ${kind}::capability_kind, ${name}, ${enabled}, ${dangerLevel}, now())
            ON CONFLICT (principal_id, client_key, server_row_id, capability_kind, capability_name)
            DO UPDATE SET
              enabled = CASE WHEN ${onlyNarrow} AND client_switches.enabled = false THEN false ELSE excluded.enabled END,
              -- The greater one; where one is null, the other.
              danger_level = CASE WHEN ${onlyNarrow} THEN greatest(client_switches.danger_level, excluded.danger_level)
                                  ELSE excluded.danger_level END,
              updated_at = now()`;
        }
      }),

    async newestPolicySet(workspaceId) {
      const row = await prisma.policySet.findFirst({
        where: { workspaceId },
        orderBy: { version: "desc" },
        select: { version: true, rules: true },
      });
      return row ? { version: row.version, rules: row.rules as unknown as RuleSource[] } : { version: 0, rules: [] };
    },

    async insertPolicySet(workspaceId, set, createdById) {
      try {
        await prisma.policySet.create({
          data: { id: newId("pol"), workspaceId, version: set.version, rules: set.rules as object[], createdById },
        });
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
  };
}
