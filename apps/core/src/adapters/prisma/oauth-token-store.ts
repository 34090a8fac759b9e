import type { PrismaClient } from "@peta/db";
import type { OAuthTokenStore } from "../../modules/oauth/oauth-token-store.ts";
import { toPrincipal, WITH_OWNER } from "./to-principal.ts";

const ACCESS = ["access", "client_credentials"] as const;
/** Expired tokens are kept this long, so that revoking a grant also ends a session whose token has just run out. */
const KEPT_AFTER_MS = 24 * 3_600_000;

/** A new grant has no token until its code was redeemed. */
const SPENT_AFTER_MS = 3_600_000;

export function createOAuthTokenStore({ prisma }: { prisma: PrismaClient }): OAuthTokenStore {
  return {
    async findAccess(hash) {
      const row = await prisma.oAuthToken.findUnique({
        where: { hash },
        include: { principal: { include: WITH_OWNER } },
      });
      if (!row || !(ACCESS as readonly string[]).includes(row.kind)) return null;
      const { workspaceId, clientId } = row;
      const use = await prisma.oAuthClientUse.findUnique({
        where: { workspaceId_clientId: { workspaceId, clientId } },
      });
      if (!use?.enabled) return null;
      return {
        token: {
          hash,
          workspaceId,
          principalId: row.principalId,
          clientId,
          grantId: row.grantId,
          scopes: row.scopes,
          resource: row.resource,
          expiresAt: row.expiresAt.getTime(),
        },
        principal: toPrincipal(row.principal),
      };
    },

    async listAccessHashes(workspaceId, clientId) {
      const rows = await prisma.oAuthToken.findMany({
        where: { workspaceId, clientId, kind: { in: [...ACCESS] } },
        select: { hash: true },
      });
      return rows.map(({ hash }) => hash);
    },

    async touch({ workspaceId, clientId, grantId }, at) {
      const lastUsedAt = new Date(at);
      await prisma.oAuthClientUse.updateMany({ where: { workspaceId, clientId }, data: { lastUsedAt } });
      if (grantId !== null) await prisma.oAuthGrant.updateMany({ where: { id: grantId }, data: { lastUsedAt } });
    },

    async sweep(now) {
      const isOver = { expiresAt: { lt: new Date(now) } };
      await prisma.oAuthRequest.deleteMany({ where: isOver });
      await prisma.oAuthToken.deleteMany({ where: { expiresAt: { lt: new Date(now - KEPT_AFTER_MS) } } });
      // A grant whose last refresh token ran out can give nothing any more.
      const isSpent = {
        createdAt: { lt: new Date(now - SPENT_AFTER_MS) },
        tokens: { none: { expiresAt: { gt: new Date(now) } } },
      };
      await prisma.oAuthGrant.deleteMany({ where: { OR: [isOver, isSpent] } });
      await prisma.oAuthClient.deleteMany({ where: isOver });
    },
  };
}
