import type { PrismaClient } from "@peta/db";
import { z } from "zod";
import type { AuthorizationRequestStore } from "../../modules/oauth/authorization-request.ts";

/** What the authorization server keeps with an interaction, as far as people are asked about it. */
const payloadSchema = z.object({
  params: z.object({
    client_id: z.string(),
    redirect_uri: z.string(),
    scope: z.string(),
    resource: z.string(),
  }),
});

/** Requests that wait for a person; ids and tickets are found by their hashes. */
export function createOAuthRequestStore(deps: {
  prisma: PrismaClient;
  hash: (secret: string) => string;
}): AuthorizationRequestStore {
  const { prisma, hash } = deps;
  return {
    async find(id) {
      const row = await prisma.oAuthRequest.findUnique({ where: { idHash: hash(id) } });
      if (!row) return null;
      const { params } = payloadSchema.parse(row.payload);
      return {
        clientId: params.client_id,
        redirectUri: params.redirect_uri,
        scopes: params.scope.split(" "),
        resource: params.resource,
        expiresAt: row.expiresAt.getTime(),
        isDecided: row.isAllowed !== null || row.ticketHash !== null,
      };
    },

    async decide(id, { workspaceId, principalId, isAllowed, scopes }, ticketHash) {
      const { count } = await prisma.oAuthRequest.updateMany({
        where: { idHash: hash(id), isAllowed: null },
        data: { workspaceId, principalId, isAllowed, scopes: [...scopes], ticketHash },
      });
      return count > 0;
    },

    async takeDecision(id, ticketHash) {
      const where = { idHash: hash(id), ticketHash, expiresAt: { gt: new Date() } };
      const row = await prisma.oAuthRequest.findFirst({ where });
      if (!row || row.isAllowed === null || row.workspaceId === null || row.principalId === null) return null;
      const { count } = await prisma.oAuthRequest.updateMany({ where, data: { ticketHash: null } });
      if (count === 0) return null;
      const { workspaceId, principalId, isAllowed, scopes } = row;
      return { workspaceId, principalId, isAllowed, scopes };
    },
  };
}
