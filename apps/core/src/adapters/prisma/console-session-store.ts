import type { PrismaClient } from "@peta/db";
import { Lucia, TimeSpan } from "lucia";
import type { Clock } from "../clock.ts";
import type { ConsoleSession, ConsoleSessionStore } from "../../modules/principals/console-session-store.ts";
import { createLuciaAdapter, type SessionAttributes } from "./lucia-adapter.ts";
import { toPerson } from "./to-principal.ts";

const LIFETIME = new TimeSpan(14, "d");
/** `lastSeenAt` is for people: once a minute is enough. */
const SEEN_EVERY_MS = 60_000;

const toConsoleSession = (
  ref: string,
  accountId: string,
  expiresAt: Date,
  attributes: SessionAttributes,
): ConsoleSession => ({
  ref,
  accountId,
  workspaceId: attributes.workspaceId,
  userAgent: attributes.userAgent,
  ipAddress: attributes.ipAddress,
  createdAt: attributes.createdAt.getTime(),
  lastSeenAt: attributes.lastSeenAt.getTime(),
  expiresAt: expiresAt.getTime(),
});

/** Signed-in browsers, kept by Lucia: 14 days, renewed in the second half. A session's `ref` is the hash of its secret. */
export function createConsoleSessionStore(deps: {
  prisma: PrismaClient;
  clock: Clock;
  hashSecret: (secret: string) => string;
}): ConsoleSessionStore {
  const { prisma, clock, hashSecret } = deps;
  const lucia = new Lucia(createLuciaAdapter(deps), {
    sessionExpiresIn: LIFETIME,
    getSessionAttributes: (attributes) => attributes,
  });
  return {
    async create({ accountId, workspaceId, userAgent, ipAddress }) {
      const now = new Date(clock.now());
      const session = await lucia.createSession(accountId, {
        workspaceId,
        userAgent: userAgent?.slice(0, 400) ?? null,
        ipAddress,
        createdAt: now,
        lastSeenAt: now,
      });
      await prisma.account.updateMany({ where: { id: accountId }, data: { lastWorkspaceId: workspaceId } });
      // A good moment to sweep: signing in is rare, and a few rows are quickly deleted.
      await lucia.deleteExpiredSessions();
      return { secret: session.id, expiresAt: session.expiresAt.getTime() };
    },

    async validate(secret) {
      const { session } = await lucia.validateSession(secret);
      if (!session) return null;
      const principal = await prisma.principal.findFirst({
        where: { accountId: session.userId, workspaceId: session.workspaceId },
      });
      if (!principal) return null;
      const ref = hashSecret(secret);
      if (clock.now() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
        await prisma.consoleSession.updateMany({ where: { id: ref }, data: { lastSeenAt: new Date(clock.now()) } });
      }
      return {
        session: toConsoleSession(ref, session.userId, session.expiresAt, session),
        principal: toPerson(principal),
        renewed: session.fresh,
      };
    },

    async end(accountId, ref) {
      const { count } = await prisma.consoleSession.deleteMany({ where: { id: ref, accountId } });
      return count > 0;
    },

    moveTo: (accountId, ref, workspaceId) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.consoleSession.updateMany({ where: { id: ref, accountId }, data: { workspaceId } });
        if (count > 0)
          await tx.account.updateMany({ where: { id: accountId }, data: { lastWorkspaceId: workspaceId } });
        return count > 0;
      }),

    async list(accountId) {
      const rows = await prisma.consoleSession.findMany({
        where: { accountId, expiresAt: { gt: new Date(clock.now()) } },
        orderBy: { lastSeenAt: "desc" },
      });
      return rows.map((row) => toConsoleSession(row.id, row.accountId, row.expiresAt, row));
    },
  };
}
