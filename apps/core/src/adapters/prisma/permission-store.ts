import type { PrismaClient } from "@peta/db";
import type { DangerLevel, RuleSource } from "@peta/policy";
import type { GrantRecord, PermissionStore } from "../../modules/permissions/permission-store.ts";
import { serverNotFound } from "../../modules/servers/find-server.ts";
import { isUniqueViolation } from "./errors.ts";

interface SwitchRow {
  principalId: string;
  enabled: boolean;
  capabilityKind: "tool" | "resource" | "template" | "prompt" | null;
  capabilityName: string | null;
  server: { serverId: string };
}

const toGrant = (row: SwitchRow): GrantRecord => ({
  principalId: row.principalId,
  serverId: row.server.serverId,
  capability:
    row.capabilityKind === null || row.capabilityName === null
      ? null
      : { kind: row.capabilityKind, name: row.capabilityName },
  enabled: row.enabled,
});

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
      (await prisma.grant.findMany({ where: { workspaceId }, include: server })).map(toGrant),

    listClientSwitches: async (workspaceId) =>
      (await prisma.clientSwitch.findMany({ where: { workspaceId }, include: server })).map((row) => ({
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
