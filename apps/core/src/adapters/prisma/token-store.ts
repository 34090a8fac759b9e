import type { AccessToken, Prisma, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import { expectedHash } from "../../modules/principals/import-token.ts";
import type { AccessTokenRecord, TokenStore } from "../../modules/principals/token-store.ts";
import { isMissingRow, isUniqueViolation } from "./errors.ts";
import { toPrincipal, WITH_OWNER } from "./to-principal.ts";

const toRecord = (row: AccessToken & { principal: { handle: string } }): AccessTokenRecord => ({
  id: row.id,
  workspaceId: row.workspaceId,
  principalId: row.principalId,
  principalHandle: row.principal.handle,
  name: row.name,
  lastFour: row.lastFour,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt?.getTime() ?? null,
  revokedAt: row.revokedAt?.getTime() ?? null,
  lastUsedAt: row.lastUsedAt?.getTime() ?? null,
});

const date = (at: number | null): Date | null => (at === null ? null : new Date(at));

const toRow = ({ principalHandle: _, ...token }: AccessTokenRecord) => ({
  ...token,
  createdAt: new Date(token.createdAt),
  expiresAt: date(token.expiresAt),
  revokedAt: date(token.revokedAt),
  lastUsedAt: date(token.lastUsedAt),
});

/** The row of a token that is known by the first digits of its hash only. */
export const expectedTokenRow = (token: AccessTokenRecord, legacyId: string) => ({
  ...toRow(token),
  tokenHash: expectedHash(legacyId),
  legacyId,
});

export function createTokenStore({ prisma }: { prisma: PrismaClient }): TokenStore {
  const handle = { principal: { select: { handle: true } } } as const;
  const create = async (data: Prisma.AccessTokenUncheckedCreateInput): Promise<void> => {
    try {
      await prisma.accessToken.create({ data });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new CoreError("principal.duplicate", "This token is somebody's already.", { cause: error });
      throw error;
    }
  };
  return {
    async insert(token, tokenHash) {
      await create({ ...toRow(token), tokenHash });
    },

    async claimExpected(tokenHash) {
      const legacyId = tokenHash.slice(0, 32);
      const { count } = await prisma.accessToken.updateMany({
        where: { legacyId, tokenHash: expectedHash(legacyId) },
        data: { tokenHash },
      });
      return count > 0;
    },

    async findByHash(tokenHash) {
      const row = await prisma.accessToken.findUnique({
        where: { tokenHash },
        include: { principal: { include: WITH_OWNER } },
      });
      return row && { token: toRecord(row), principal: toPrincipal(row.principal) };
    },

    async findById(workspaceId, id) {
      const row = await prisma.accessToken.findUnique({
        where: { id, workspaceId },
        include: { principal: { include: WITH_OWNER } },
      });
      return row && { token: toRecord(row), tokenHash: row.tokenHash, principal: toPrincipal(row.principal) };
    },

    async list(workspaceId, principalHandle) {
      const rows = await prisma.accessToken.findMany({
        where: { workspaceId, ...(principalHandle !== undefined && { principal: { handle: principalHandle } }) },
        include: handle,
        orderBy: { createdAt: "desc" },
      });
      return rows.map(toRecord);
    },

    async revoke(workspaceId, id, at) {
      try {
        return toRecord(
          await prisma.accessToken.update({
            where: { id, workspaceId },
            data: { revokedAt: new Date(at) },
            include: handle,
          }),
        );
      } catch (error) {
        if (isMissingRow(error))
          throw new CoreError("token.not_found", "This token does not exist any more.", { cause: error });
        throw error;
      }
    },

    async touch(id, at) {
      await prisma.accessToken.updateMany({ where: { id }, data: { lastUsedAt: new Date(at) } });
    },
  };
}
