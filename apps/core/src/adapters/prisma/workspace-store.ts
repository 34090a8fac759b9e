import type { PrismaClient, Workspace } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { WorkspaceRecord, WorkspaceStore } from "../../modules/workspaces/workspace-store.ts";
import { isUniqueViolation } from "./errors.ts";
import { fromPrincipal, toPerson } from "./to-principal.ts";

const toRecord = ({ id, slug, name, createdAt }: Workspace): WorkspaceRecord => ({
  id,
  slug,
  name,
  createdAt: createdAt.getTime(),
});

export function createWorkspaceStore({ prisma }: { prisma: PrismaClient }): WorkspaceStore {
  return {
    listIds: async () =>
      (await prisma.workspace.findMany({ select: { id: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(
        ({ id }) => id,
      ),

    find: async (workspaceId) => toRecord(await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } })),

    async listMemberships(accountId) {
      const rows = await prisma.principal.findMany({
        where: { accountId },
        include: { workspace: true },
        orderBy: { workspace: { slug: "asc" } },
      });
      return rows.map((row) => ({ workspace: toRecord(row.workspace), principal: toPerson(row) }));
    },

    async insert({ createdAt, ...workspace }, owner) {
      try {
        await prisma.$transaction([
          prisma.workspace.create({ data: { ...workspace, createdAt: new Date(createdAt) } }),
          prisma.principal.create({ data: fromPrincipal(owner) }),
        ]);
      } catch (error) {
        if (isUniqueViolation(error))
          throw new CoreError(
            "workspace.duplicate",
            `There is a workspace "${workspace.slug}" already. Choose another short name.`,
            { cause: error },
          );
        throw error;
      }
    },

    rename: async (workspaceId, name) =>
      toRecord(await prisma.workspace.update({ where: { id: workspaceId }, data: { name } })),
  };
}
