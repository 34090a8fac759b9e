import type { LegacyUser, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { LegacyUserFacts, LegacyUserStore } from "../../modules/legacy/users/index.ts";
import { isUniqueViolation } from "./errors.ts";
import { toPrincipal, toRoleNumber, WITH_OWNER } from "./to-principal.ts";

const toFacts = (row: LegacyUser): LegacyUserFacts => ({
  principalId: row.principalId,
  userId: row.userId,
  sealedEncryptedToken: row.sealedEncryptedToken,
  notes: row.notes,
  proxyId: row.proxyId,
  createdAt: row.createdAt.getTime(),
  updatedAt: row.updatedAt.getTime(),
});

export function createLegacyUserStore({ prisma }: { prisma: PrismaClient }): LegacyUserStore {
  return {
    list: async (workspaceId) => (await prisma.legacyUser.findMany({ where: { workspaceId } })).map(toFacts),

    async findOwner(workspaceId) {
      const row = await prisma.principal.findFirst({
        where: { workspaceId, role: toRoleNumber("owner"), status: "active" },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        include: { ...WITH_OWNER, legacyUser: true },
      });
      if (!row) return null;
      const { ratePerMinute, legacyUser } = row;
      return {
        listing: { principal: toPrincipal(row), ratePerMinute, createdAt: row.createdAt.getTime() },
        facts: legacyUser ? toFacts(legacyUser) : undefined,
      };
    },

    async save(workspaceId, { principalId, sealedEncryptedToken, createdAt, updatedAt, ...facts }) {
      const data = {
        ...facts,
        workspaceId,
        sealedEncryptedToken: sealedEncryptedToken && new Uint8Array(sealedEncryptedToken),
        createdAt: new Date(createdAt),
        updatedAt: new Date(updatedAt),
      };
      try {
        await prisma.legacyUser.upsert({
          where: { principalId, workspaceId },
          create: { principalId, ...data },
          update: data,
        });
      } catch (error) {
        if (isUniqueViolation(error))
          throw new CoreError("principal.duplicate", `There is a user "${facts.userId}" already.`, { cause: error });
        throw error;
      }
    },
  };
}
