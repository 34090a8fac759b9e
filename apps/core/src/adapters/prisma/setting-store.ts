import type { Prisma, PrismaClient } from "@peta/db";
import type { SettingsPort } from "../crypto/index.ts";

export function createSettingStore({ prisma }: { prisma: PrismaClient }): SettingsPort {
  return {
    get: async (key) => (await prisma.setting.findUnique({ where: { key } }))?.value ?? null,
    insertIfAbsent: (key, value) =>
      prisma.setting.createMany({ data: [{ key, value: value as Prisma.InputJsonValue }], skipDuplicates: true }),
  };
}
