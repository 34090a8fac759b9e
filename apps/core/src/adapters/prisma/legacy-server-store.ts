import type { LegacyServer, PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { LegacyServerFacts, LegacyServerStore } from "../../modules/legacy/servers/index.ts";
import { isUniqueViolation } from "./errors.ts";

const toFacts = ({ workspaceId: _, createdAt, updatedAt, ...facts }: LegacyServer): LegacyServerFacts => ({
  ...facts,
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
});

export function createLegacyServerStore({ prisma }: { prisma: PrismaClient }): LegacyServerStore {
  return {
    list: async (workspaceId) => (await prisma.legacyServer.findMany({ where: { workspaceId } })).map(toFacts),

    async save(workspaceId, { serverRowId, createdAt, updatedAt, ...facts }) {
      const data = { ...facts, workspaceId, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
      try {
        await prisma.legacyServer.upsert({
          where: { serverRowId, workspaceId },
          create: { serverRowId, ...data },
          update: data,
        });
      } catch (error) {
        if (isUniqueViolation(error))
          throw new CoreError("server.duplicate", `There is a server "${facts.legacyId}" already.`, { cause: error });
        throw error;
      }
    },
  };
}
