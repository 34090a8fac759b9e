import type { LegacyUser, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { LegacyUserFacts, LegacyUserStore } from "../../modules/legacy/users/index.ts";
import { isUniqueViolation } from "./errors.ts";

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
