import type { Prisma, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import {
  lastOwner,
  type NewAccount,
  type PrincipalListing,
  type PrincipalStore,
} from "../../modules/principals/principal-store.ts";
import { isForeignKeyViolation, isMissingRow, isUniqueViolation } from "./errors.ts";
import { fromPrincipal, toPrincipal, toRoleNumber, WITH_OWNER } from "./to-principal.ts";

const latest = (dates: readonly (Date | null)[]): number | null => {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []));
  return times.length === 0 ? null : Math.max(...times);
};

const gone = (cause: unknown) =>
  new CoreError("principal.not_found", "This principal does not exist any more.", { cause });

export function createPrincipalStore({ prisma, now }: { prisma: PrismaClient; now: () => number }): PrincipalStore {
  /** Runs a change and takes it back when nobody active would own the workspace after it. */
  const keepingAnOwner = <T>(workspaceId: string, change: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> =>
    prisma.$transaction(async (tx) => {
      // Changes of one workspace's people follow one another, so that two owners cannot demote each other at once.
      await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId} FOR UPDATE`;
      const owners = { where: { workspaceId, role: toRoleNumber("owner"), status: "active" as const } };
      const before = await tx.principal.count(owners);
      const result = await change(tx);
      if (before > 0 && (await tx.principal.count(owners)) === 0) throw lastOwner();
      return result;
    });
  const requireFree = async (account: NewAccount | null) => {
    if (account && (await prisma.account.findUnique({ where: { email: account.email }, select: { id: true } }))) {
      throw new CoreError("account.duplicate", "This e-mail address has an account already. Use another one.");
    }
  };
  return {
    async findByHandle(workspaceId, handle) {
      const row = await prisma.principal.findUnique({
        where: { workspaceId_handle: { workspaceId, handle } },
        include: WITH_OWNER,
      });
      return row && toPrincipal(row);
    },

    async findById(workspaceId, id) {
      const row = await prisma.principal.findFirst({ where: { workspaceId, id }, include: WITH_OWNER });
      return row && toPrincipal(row);
    },

    async list(workspaceId): Promise<PrincipalListing[]> {
      const rows = await prisma.principal.findMany({
        where: { workspaceId },
        orderBy: { handle: "asc" },
        include: {
          owner: { select: { handle: true, status: true, expiresAt: true } },
          account: {
            select: { email: true, consoleSessions: { where: { workspaceId }, select: { lastSeenAt: true } } },
          },
          accessTokens: { select: { lastUsedAt: true, revokedAt: true, expiresAt: true } },
        },
      });
      const at = new Date(now());
      return rows.map((row) => ({
        principal: toPrincipal(row),
        ownerHandle: row.owner?.handle ?? null,
        email: row.account?.email ?? null,
        activeTokens: row.accessTokens.filter((token) => !token.revokedAt && (!token.expiresAt || token.expiresAt > at))
          .length,
        ratePerMinute: row.ratePerMinute,
        lastSeenAt: latest([
          ...row.accessTokens.map((token) => token.lastUsedAt),
          ...(row.account?.consoleSessions ?? []).map((s) => s.lastSeenAt),
        ]),
        createdAt: row.createdAt.getTime(),
      }));
    },

    async insert(principal, account) {
      await requireFree(account);
      try {
        await prisma.$transaction([
          ...(account ? [prisma.account.create({ data: account })] : []),
          prisma.principal.create({ data: fromPrincipal(principal) }),
        ]);
      } catch (error) {
        if (isForeignKeyViolation(error))
          throw new CoreError("principal.not_found", "This person's account does not exist any more.", {
            cause: error,
          });
        // Both unique keys were free a moment ago: whichever is taken now, a second try names it.
        if (isUniqueViolation(error))
          throw new CoreError(
            "principal.duplicate",
            `There is a principal "${principal.handle}" already. Choose another id.`,
            { cause: error },
          );
        throw error;
      }
    },

    async update(workspaceId, id, change) {
      const { role, ...rest } = change;
      try {
        return await keepingAnOwner(workspaceId, async (tx) =>
          toPrincipal(
            await tx.principal.update({
              where: { id, workspaceId },
              data: { ...rest, ...(role && { role: toRoleNumber(role) }) },
              include: WITH_OWNER,
            }),
          ),
        );
      } catch (error) {
        throw isMissingRow(error) ? gone(error) : error;
      }
    },

    async remove(workspaceId, id) {
      try {
        await keepingAnOwner(workspaceId, async (tx) => {
          const { accountId } = await tx.principal.delete({ where: { id, workspaceId } });
          // An account that belongs to no workspace any more could only be used to guess at its password.
          if (accountId) await tx.account.deleteMany({ where: { id: accountId, principals: { none: {} } } });
        });
      } catch (error) {
        if (isForeignKeyViolation(error)) {
          throw new CoreError(
            "principal.in_use",
            "Agents still belong to this person. Remove them or give them another owner first.",
            { cause: error },
          );
        }
        throw isMissingRow(error) ? gone(error) : error;
      }
    },
  };
}
