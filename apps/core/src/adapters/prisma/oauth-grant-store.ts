import type { PrismaClient } from "@peta/db";
import type { OAuthGrantStore } from "../../modules/oauth/oauth-grant-store.ts";
import { toOAuthGrant } from "./oauth-rows.ts";

export function createOAuthGrantStore({ prisma }: { prisma: PrismaClient }): OAuthGrantStore {
  return {
    async list(workspaceId, { principalId, clientId, now }) {
      const rows = await prisma.oAuthGrant.findMany({
        where: {
          workspaceId,
          expiresAt: { gt: new Date(now) },
          ...(principalId !== undefined && { principalId }),
          ...(clientId !== undefined && { clientId }),
        },
        include: { principal: { select: { handle: true } } },
        orderBy: { createdAt: "desc" },
        take: 1_000,
      });
      const names = await prisma.oAuthClient.findMany({
        where: { id: { in: rows.map((row) => row.clientId) } },
        select: { id: true, name: true },
      });
      const nameOf = new Map(names.map(({ id, name }) => [id, name]));
      return rows.map((row) => ({
        ...toOAuthGrant(row),
        principalHandle: row.principal.handle,
        clientName: nameOf.get(row.clientId) ?? null,
      }));
    },

    async find(id) {
      const row = await prisma.oAuthGrant.findUnique({ where: { id } });
      return row && toOAuthGrant(row);
    },

    async insert(grant) {
      await prisma.oAuthGrant.create({
        data: {
          ...grant,
          scopes: [...grant.scopes],
          createdAt: new Date(grant.createdAt),
          expiresAt: new Date(grant.expiresAt),
          lastUsedAt: null,
        },
      });
    },

    revoke: (id) =>
      prisma.$transaction(async (tx) => {
        // Locked first, so that a token that is being stored at this moment is either counted here or finds no grant.
        await tx.$queryRaw`SELECT id FROM oauth_grants WHERE id = ${id} FOR UPDATE`;
        const row = await tx.oAuthGrant.findUnique({ where: { id } });
        if (!row) return null;
        const tokens = await tx.oAuthToken.findMany({
          where: { grantId: id, kind: "access" },
          select: { hash: true },
        });
        await tx.oAuthGrant.delete({ where: { id } });
        return { grant: toOAuthGrant(row), tokenHashes: tokens.map(({ hash }) => hash) };
      }),
  };
}
