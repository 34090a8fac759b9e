import type { PrismaClient } from "@peta/db";
import type { InstallationStore } from "../../modules/installation/installation-store.ts";
import { alreadyDone } from "../../modules/installation/set-up.ts";
import { isUniqueViolation } from "./errors.ts";
import { fromPrincipal, toPrincipal, toRoleNumber, WITH_OWNER } from "./to-principal.ts";
import { expectedTokenRow } from "./token-store.ts";

const SET_UP = "installation.set_up";

export function createInstallationStore({ prisma }: { prisma: PrismaClient }): InstallationStore {
  return {
    isSetUp: async () => (await prisma.setting.findUnique({ where: { key: SET_UP } })) !== null,

    async createOwner(workspace, owner, { account, token }) {
      try {
        await prisma.$transaction([
          // INVARIANT: the setting's key is unique, so that of two set-ups at the same moment one fails.
          prisma.setting.create({ data: { key: SET_UP, value: { workspaceId: workspace.id } } }),
          prisma.workspace.create({ data: workspace }),
          ...(account ? [prisma.account.create({ data: account })] : []),
          prisma.principal.create({ data: fromPrincipal(owner) }),
          ...(token ? [prisma.accessToken.create({ data: expectedTokenRow(token.record, token.legacyId) })] : []),
        ]);
      } catch (error) {
        if (isUniqueViolation(error)) throw alreadyDone(error);
        throw error;
      }
    },

    findWorkspace: (workspaceId) =>
      prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { id: true, slug: true, name: true } }),

    async findOwner() {
      const row = await prisma.principal.findFirst({
        where: { role: toRoleNumber("owner"), status: "active" },
        orderBy: { createdAt: "asc" },
        include: WITH_OWNER,
      });
      return row && toPrincipal(row);
    },

    async countPrincipals(workspaceId) {
      const [persons, agents] = await Promise.all([
        prisma.principal.count({ where: { workspaceId, kind: "person" } }),
        prisma.principal.count({ where: { workspaceId, kind: "agent" } }),
      ]);
      return { persons, agents };
    },

    isReachable: () =>
      prisma.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
  };
}
