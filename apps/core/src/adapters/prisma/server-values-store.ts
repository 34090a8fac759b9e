import type { Prisma, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { ServerValuesStore } from "../../modules/servers/user-values/values-store.ts";
import { isForeignKeyViolation } from "./errors.ts";

const gone = () =>
  new CoreError(
    "server.not_found",
    "The server, its fields or the principal were removed meanwhile. Nothing was stored.",
  );

/** Values of users for servers, in PostgreSQL, sealed. */
export function createServerValuesStore({
  prisma,
  now,
}: {
  prisma: PrismaClient;
  now: () => number;
}): ServerValuesStore {
  return {
    async listHolders(workspaceId, serverRowId) {
      const stands: Prisma.PrincipalWhereInput = {
        status: "active",
        OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now()) } }],
      };
      const rows = await prisma.serverValues.findMany({
        where: {
          workspaceId,
          serverRowId,
          // An agent holds values as long as the person who answers for it may act.
          principal: { AND: [stands, { OR: [{ ownerId: null }, { owner: stands }] }] },
        },
        select: { id: true, principalId: true, shareWithAgents: true, principal: { select: { expiresAt: true } } },
      });
      return rows.map(({ id, principal, ...row }) => ({
        ...row,
        revision: id,
        expiresAt: principal.expiresAt?.getTime() ?? null,
      }));
    },

    async find(workspaceId, serverRowId, principalId) {
      const row = await prisma.serverValues.findFirst({ where: { workspaceId, serverRowId, principalId } });
      if (!row) return null;
      const { id, configuredAt, ...rest } = row;
      return { ...rest, revision: id, configuredAt: configuredAt.getTime() };
    },

    async put({ revision, serverRowId, principalId, sealedValues, shareWithAgents, configuredAt, workspaceId }) {
      const change = {
        id: revision,
        // PostgreSQL's copy of the bytes: Prisma wants an ArrayBuffer of its own behind them.
        sealedValues: new Uint8Array(sealedValues),
        shareWithAgents,
        configuredAt: new Date(configuredAt),
      };
      try {
        await prisma.$transaction(async (tx) => {
          // An administrator may take the fields away at the same moment: nothing may stay behind then.
          const [server] = await tx.$queryRaw<{ takes_values: boolean }[]>`
            SELECT user_fields IS NOT NULL AS takes_values
            FROM servers WHERE id = ${serverRowId} AND workspace_id = ${workspaceId} FOR SHARE`;
          if (!server?.takes_values) throw gone();
          await tx.serverValues.upsert({
            where: { serverRowId_principalId: { serverRowId, principalId } },
            create: { ...change, workspaceId, serverRowId, principalId },
            update: change,
          });
        });
      } catch (error) {
        if (isForeignKeyViolation(error)) throw gone();
        throw error;
      }
    },

    async remove(workspaceId, serverRowId, principalId) {
      return (await prisma.serverValues.deleteMany({ where: { workspaceId, serverRowId, principalId } })).count > 0;
    },
  };
}
