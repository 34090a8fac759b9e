import type { PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { NetworkStore } from "../../modules/network/network-store.ts";

const limits = { principalRatePerMinute: true, workspaceRatePerMinute: true } as const;

export function createNetworkStore({ prisma }: { prisma: PrismaClient }): NetworkStore {
  return {
    async read(workspaceId) {
      const row = await prisma.workspace.findUniqueOrThrow({
        where: { id: workspaceId },
        select: {
          ...limits,
          ipRules: { select: { range: true } },
          principals: { where: { ratePerMinute: { not: null } }, select: { id: true, ratePerMinute: true } },
        },
      });
      return {
        ranges: row.ipRules.map(({ range }) => range),
        limits: {
          principalRatePerMinute: row.principalRatePerMinute,
          workspaceRatePerMinute: row.workspaceRatePerMinute,
        },
        principalRates: new Map(
          row.principals.flatMap(({ id, ratePerMinute }) => (ratePerMinute === null ? [] : [[id, ratePerMinute]])),
        ),
      };
    },

    async listRules(workspaceId) {
      const rows = await prisma.ipRule.findMany({
        where: { workspaceId },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        include: { createdBy: { select: { handle: true } } },
      });
      return rows.map(({ id, range, note, createdAt, createdBy }) => ({
        id,
        range,
        note,
        createdAt: createdAt.getTime(),
        createdByHandle: createdBy?.handle ?? null,
      }));
    },

    async changeRules(workspaceId, { add, removeIds, createdById }) {
      await prisma.$transaction([
        prisma.ipRule.deleteMany({ where: { workspaceId, id: { in: [...removeIds] } } }),
        prisma.ipRule.createMany({
          data: add.map(({ createdAt, ...rule }) => ({
            ...rule,
            workspaceId,
            createdById,
            createdAt: new Date(createdAt),
          })),
          skipDuplicates: true,
        }),
      ]);
    },

    async setLimits(workspaceId, { principalRatePerMinute, workspaceRatePerMinute }) {
      await prisma.workspace.update({
        where: { id: workspaceId },
        data: { principalRatePerMinute, workspaceRatePerMinute },
        select: { id: true },
      });
    },

    async setPrincipalRate(workspaceId, principalId, perMinute) {
      const { count } = await prisma.principal.updateMany({
        where: { id: principalId, workspaceId },
        data: { ratePerMinute: perMinute },
      });
      if (count === 0) throw new CoreError("principal.not_found", "This principal does not exist any more.");
    },
  };
}
