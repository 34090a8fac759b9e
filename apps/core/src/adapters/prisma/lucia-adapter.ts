import type { PrismaClient } from "@peta/db";
import type { Adapter, DatabaseSession, Lucia } from "lucia";

/** What Lucia keeps with a session besides its expiry. */
export interface SessionAttributes {
  workspaceId: string;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}

declare module "lucia" {
  interface Register {
    Lucia: Lucia<SessionAttributes>;
    DatabaseSessionAttributes: SessionAttributes;
  }
}

interface Row extends SessionAttributes {
  id: string;
  accountId: string;
  expiresAt: Date;
}

const toSession = (
  id: string,
  { accountId, expiresAt, workspaceId, userAgent, ipAddress, createdAt, lastSeenAt }: Row,
): DatabaseSession => ({
  id,
  userId: accountId,
  expiresAt,
  attributes: { workspaceId, userAgent, ipAddress, createdAt, lastSeenAt },
});

/**
 * Lucia's storage over the `console_sessions` table. The session id that Lucia hands out is the cookie's secret, so the
 * table holds only its hash: whoever reads the table cannot sign in with it.
 */
export function createLuciaAdapter({
  prisma,
  hashSecret,
}: {
  prisma: PrismaClient;
  hashSecret: (secret: string) => string;
}): Adapter {
  const sessions = prisma.consoleSession;
  return {
    async getSessionAndUser(secret) {
      const row = await sessions.findUnique({ where: { id: hashSecret(secret) } });
      return row ? [toSession(secret, row), { id: row.accountId, attributes: {} }] : [null, null];
    },
    getUserSessions: async (accountId) =>
      (await sessions.findMany({ where: { accountId } })).map((row) => toSession(row.id, row)),
    async setSession({ id, userId, expiresAt, attributes }) {
      await sessions.create({ data: { id: hashSecret(id), accountId: userId, expiresAt, ...attributes } });
    },
    async updateSessionExpiration(secret, expiresAt) {
      await sessions.updateMany({ where: { id: hashSecret(secret) }, data: { expiresAt } });
    },
    async deleteSession(secret) {
      await sessions.deleteMany({ where: { id: hashSecret(secret) } });
    },
    async deleteUserSessions(accountId) {
      await sessions.deleteMany({ where: { accountId } });
    },
    async deleteExpiredSessions() {
      await sessions.deleteMany({ where: { expiresAt: { lte: new Date() } } });
    },
  };
}
