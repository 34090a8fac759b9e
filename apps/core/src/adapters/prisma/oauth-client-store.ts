import type { PrismaClient } from "@peta/db";
import { DESK_CLIENT, type OAuthClient, type OAuthClientUse } from "../../modules/oauth/oauth-client.ts";
import type { OAuthClientStore } from "../../modules/oauth/oauth-client-store.ts";
import { fromOAuthClient, toOAuthClient } from "./oauth-rows.ts";

/** Kinds of tokens that reach a protected resource. */
const ACCESS = ["access", "client_credentials"] as const;

export function createOAuthClientStore({ prisma }: { prisma: PrismaClient }): OAuthClientStore {
  /** Clients of these uses, with what else the lists show; a use whose client is gone is left away. */
  const describe = async (
    uses: { workspaceId: string; clientId: string; enabled: boolean; createdAt: Date; lastUsedAt: Date | null }[],
    now: number,
  ): Promise<OAuthClientUse[]> => {
    const ids = uses.map(({ clientId }) => clientId);
    const workspaceId = uses[0]?.workspaceId ?? "";
    const [rows, counts] = await Promise.all([
      prisma.oAuthClient.findMany({
        where: { id: { in: ids }, OR: [{ workspaceId: null }, { workspaceId }] },
        include: { principal: { select: { handle: true } } },
      }),
      prisma.oAuthGrant.groupBy({
        by: ["clientId"],
        where: { workspaceId, clientId: { in: ids }, expiresAt: { gt: new Date(now) } },
        _count: true,
      }),
    ]);
    const clients = new Map(rows.map((row) => [row.id, { client: toOAuthClient(row), handle: row.principal?.handle }]));
    const grants = new Map(counts.map((row) => [row.clientId, row._count]));
    return uses.flatMap((use) => {
      const known =
        use.clientId === DESK_CLIENT.id ? { client: DESK_CLIENT, handle: undefined } : clients.get(use.clientId);
      if (!known) return [];
      return {
        client: known.client,
        enabled: use.enabled,
        principalHandle: known.handle ?? null,
        activeGrants: grants.get(use.clientId) ?? 0,
        createdAt: use.createdAt.getTime(),
        lastUsedAt: use.lastUsedAt?.getTime() ?? null,
      };
    });
  };

  return {
    async find(id) {
      const row = await prisma.oAuthClient.findUnique({ where: { id } });
      return row === null || (row.expiresAt !== null && row.expiresAt <= new Date()) ? null : toOAuthClient(row);
    },
    async insert(client) {
      await prisma.oAuthClient.create({ data: fromOAuthClient(client) });
    },
    async insertOwn(client) {
      const { workspaceId, id: clientId } = client;
      await prisma.$transaction([
        prisma.oAuthClient.create({ data: fromOAuthClient(client) }),
        prisma.oAuthClientUse.create({ data: { workspaceId, clientId, createdAt: new Date(client.createdAt) } }),
      ]);
    },
    async refreshDocument(client) {
      const { createdAt: _, ...said } = fromOAuthClient(client);
      await prisma.oAuthClient.updateMany({ where: { id: client.id, origin: "metadata_document" }, data: said });
    },

    async listUses(workspaceId, now) {
      return describe(
        await prisma.oAuthClientUse.findMany({ where: { workspaceId }, orderBy: { createdAt: "desc" } }),
        now,
      );
    },
    async findUse(workspaceId, clientId, now) {
      const use = await prisma.oAuthClientUse.findUnique({
        where: { workspaceId_clientId: { workspaceId, clientId } },
      });
      return use ? ((await describe([use], now))[0] ?? null) : null;
    },
    async isEnabled(workspaceId, clientId) {
      const use = await prisma.oAuthClientUse.findUnique({
        where: { workspaceId_clientId: { workspaceId, clientId } },
      });
      return use?.enabled ?? true;
    },
    async noteUse(workspaceId, client, at) {
      await prisma.$transaction([
        ...(client.origin === "built_in" ? [] : [keep(client)]),
        prisma.oAuthClientUse.upsert({
          where: { workspaceId_clientId: { workspaceId, clientId: client.id } },
          create: { workspaceId, clientId: client.id, createdAt: new Date(at), lastUsedAt: new Date(at) },
          update: { lastUsedAt: new Date(at) },
        }),
      ]);
    },
    async setEnabled(workspaceId, clientId, enabled) {
      await prisma.oAuthClientUse.updateMany({ where: { workspaceId, clientId }, data: { enabled } });
    },
    async remove(workspaceId, clientId) {
      return prisma.$transaction(async (tx) => {
        const where = { workspaceId, clientId };
        const ended = await tx.oAuthToken.findMany({
          where: { ...where, kind: { in: [...ACCESS] } },
          select: { hash: true },
        });
        await tx.oAuthGrant.deleteMany({ where });
        await tx.oAuthToken.deleteMany({ where });
        await tx.oAuthClientUse.deleteMany({ where });
        await tx.oAuthClient.deleteMany({ where: { id: clientId, workspaceId } });
        return ended.map(({ hash }) => hash);
      });
    },
  };

  function keep(client: OAuthClient) {
    const row = fromOAuthClient(client);
    return prisma.oAuthClient.upsert({ where: { id: client.id }, create: row, update: { expiresAt: null } });
  }
}
