import type { PrismaClient } from "@peta/db";
import type { AccountStore } from "../../modules/principals/console-session-store.ts";
import { toPerson } from "./to-principal.ts";

export function createAccountStore({ prisma }: { prisma: PrismaClient }): AccountStore {
  return {
    async findByEmail(email) {
      const row = await prisma.account.findUnique({
        where: { email },
        include: { principals: { orderBy: { createdAt: "asc" } } },
      });
      return (
        row && {
          id: row.id,
          email: row.email,
          displayName: row.displayName,
          passwordHash: row.passwordHash,
          lastWorkspaceId: row.lastWorkspaceId,
          principals: row.principals.map(toPerson),
        }
      );
    },
    listPrincipals: async (accountId) =>
      accountId === null ? [] : (await prisma.principal.findMany({ where: { accountId } })).map(toPerson),
    findById: (accountId) => prisma.account.findUnique({ where: { id: accountId }, select: { email: true } }),
    async findPasswordHash(accountId) {
      const row = await prisma.account.findUnique({ where: { id: accountId }, select: { passwordHash: true } });
      return row?.passwordHash ?? null;
    },
  };
}
