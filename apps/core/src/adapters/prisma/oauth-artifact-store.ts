import type { Prisma, PrismaClient } from "@peta/db";
import { isForeignKeyViolation } from "./errors.ts";

/** A code or token as the authorization server stores it: by its hash, with what it needs to find it good again. */
export interface TokenArtifact {
  kind: "code" | "access" | "refresh" | "client_credentials";
  principalId: string;
  clientId: string;
  grantId: string | null;
  scopes: string[];
  resource: string | null;
  payload: Record<string, unknown>;
  expiresAt: number;
}

export interface StoredTokenArtifact extends TokenArtifact {
  workspaceId: string;
  consumedAt: number | null;
}

/** Storage of the authorization server: codes, tokens, and requests that wait for a person. */
export interface OAuthArtifactStore {
  /** False when the grant or the principal is not there any more. */
  insertToken(hash: string, token: TokenArtifact): Promise<boolean>;
  findToken(hash: string): Promise<StoredTokenArtifact | null>;
  /** False when it was used before: of two that come at once, one is the second. */
  consumeToken(hash: string): Promise<boolean>;
  removeToken(hash: string): Promise<StoredTokenArtifact | null>;
  saveRequest(idHash: string, payload: Record<string, unknown>, expiresAt: number): Promise<void>;
  findRequest(idHash: string): Promise<Record<string, unknown> | null>;
  removeRequest(idHash: string): Promise<void>;
}

const json = (value: Record<string, unknown>): Prisma.InputJsonObject => value as Prisma.InputJsonObject;

export function createOAuthArtifactStore({ prisma }: { prisma: PrismaClient }): OAuthArtifactStore {
  const findToken: OAuthArtifactStore["findToken"] = async (hash) => {
    const row = await prisma.oAuthToken.findUnique({ where: { hash } });
    return (
      row && {
        ...row,
        payload: row.payload as Record<string, unknown>,
        expiresAt: row.expiresAt.getTime(),
        consumedAt: row.consumedAt?.getTime() ?? null,
      }
    );
  };
  return {
    findToken,
    async insertToken(hash, token) {
      const principal = await prisma.principal.findUnique({
        where: { id: token.principalId },
        select: { workspaceId: true },
      });
      if (!principal) return false;
      try {
        await prisma.oAuthToken.create({
          data: { ...token, hash, ...principal, payload: json(token.payload), expiresAt: new Date(token.expiresAt) },
        });
        return true;
      } catch (error) {
        if (isForeignKeyViolation(error)) return false;
        throw error;
      }
    },
    async consumeToken(hash) {
      const { count } = await prisma.oAuthToken.updateMany({
        where: { hash, consumedAt: null },
        data: { consumedAt: new Date() },
      });
      return count > 0;
    },
    async removeToken(hash) {
      const token = await findToken(hash);
      await prisma.oAuthToken.deleteMany({ where: { hash } });
      return token;
    },

    async saveRequest(idHash, payload, expiresAt) {
      const data = { payload: json(payload), expiresAt: new Date(expiresAt) };
      await prisma.oAuthRequest.upsert({ where: { idHash }, create: { idHash, ...data }, update: data });
    },
    async findRequest(idHash) {
      const row = await prisma.oAuthRequest.findUnique({ where: { idHash } });
      return row && (row.payload as Record<string, unknown>);
    },
    async removeRequest(idHash) {
      await prisma.oAuthRequest.deleteMany({ where: { idHash } });
    },
  };
}
