import type { LegacyProxy, PrismaClient } from "@peta/db";
import type { LegacyProxyStore, StoredProxy } from "../../modules/legacy/proxy.ts";

const toProxy = ({ lastSyncedLogId, createdAt, ...proxy }: LegacyProxy): StoredProxy => ({
  ...proxy,
  lastSyncedLogId: Number(lastSyncedLogId),
  createdAt: createdAt.getTime(),
});

export function createLegacyProxyStore({ prisma }: { prisma: PrismaClient }): LegacyProxyStore {
  return {
    async ensure(workspaceId, first) {
      const known = await prisma.legacyProxy.findUnique({ where: { workspaceId } });
      if (known) return toProxy(known);
      await prisma.legacyProxy.createMany({ data: [{ workspaceId, ...first }], skipDuplicates: true });
      return toProxy(await prisma.legacyProxy.findUniqueOrThrow({ where: { workspaceId } }));
    },

    listWithWebhook: async () =>
      (await prisma.legacyProxy.findMany({ where: { sealedLogWebhookUrl: { not: null } } })).map(toProxy),

    update: async (workspaceId, { sealedLogWebhookUrl, lastSyncedLogId, ...change }) =>
      toProxy(
        await prisma.legacyProxy.update({
          where: { workspaceId },
          data: {
            ...change,
            ...(sealedLogWebhookUrl !== undefined && {
              sealedLogWebhookUrl: sealedLogWebhookUrl && new Uint8Array(sealedLogWebhookUrl),
            }),
            ...(lastSyncedLogId !== undefined && { lastSyncedLogId: BigInt(lastSyncedLogId) }),
          },
        }),
      ),
  };
}
