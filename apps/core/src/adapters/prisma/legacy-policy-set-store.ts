import type { LegacyPolicySet as Row, PrismaClient } from "@peta/db";
import type { LegacyPolicySet, LegacyPolicySetStore } from "../../modules/legacy/policy-sets/index.ts";

const toSet = ({ workspaceId: _, status, createdAt, updatedAt, ...set }: Row): LegacyPolicySet => ({
  ...set,
  status: status === "active" ? "active" : "archived",
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
});

export function createLegacyPolicySetStore({ prisma }: { prisma: PrismaClient }): LegacyPolicySetStore {
  return {
    list: async (workspaceId) =>
      (
        await prisma.legacyPolicySet.findMany({
          where: { workspaceId },
          orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        })
      ).map(toSet),

    async save(workspaceId, { id, createdAt, updatedAt, ...set }) {
      const data = { ...set, workspaceId, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
      await prisma.legacyPolicySet.upsert({ where: { id, workspaceId }, create: { id, ...data }, update: data });
    },

    async remove(workspaceId, id) {
      await prisma.legacyPolicySet.deleteMany({ where: { id, workspaceId } });
    },
  };
}
