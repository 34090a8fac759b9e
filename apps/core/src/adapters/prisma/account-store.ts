import type { PrismaClient } from "@peta/db";
import type { AccountStore } from "../../modules/principals/console-session-store.ts";
import { toPrincipal } from "./to-principal.ts";

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
          principals: row.principals.map(toPrincipal),
        }
      );
    },
    findById: (accountId) => prisma.account.findUnique({ where: { id: accountId }, select: { email: true } }),
  };
}
