import type { Prisma, PrismaClient, SkillPackage as PackageRow, SkillVersion as VersionRow } from "@peta/db";
import type { SkillPackage, SkillSummary, SkillVersion } from "../../modules/skills/skill.ts";
import type { SkillStore } from "../../modules/skills/skill-store.ts";

const newestFirst = { versions: { orderBy: { version: "desc" } } } satisfies Prisma.SkillPackageInclude;

const toVersion = (packageId: string, row: VersionRow): SkillVersion => ({
  packageId,
  version: row.version,
  hash: row.hash,
  sizeBytes: row.sizeBytes,
  createdAt: row.createdAt.getTime(),
  skills: row.skills as unknown as SkillSummary[],
});

const toPackage = (row: PackageRow & { versions: VersionRow[] }): SkillPackage => ({
  packageId: row.packageId,
  displayName: row.displayName,
  createdAt: row.createdAt.getTime(),
  versions: row.versions.map((version) => toVersion(row.packageId, version)),
});

/** Packages of skills in PostgreSQL, their files included. */
export function createSkillStore({
  prisma,
  newId,
}: {
  prisma: PrismaClient;
  newId: (prefix: string) => string;
}): SkillStore {
  return {
    async list(workspaceId) {
      const rows = await prisma.skillPackage.findMany({
        where: { workspaceId },
        orderBy: { packageId: "asc" },
        include: newestFirst,
      });
      return rows.map(toPackage);
    },

    async find(workspaceId, packageId) {
      const where = { workspaceId_packageId: { workspaceId, packageId } };
      const row = await prisma.skillPackage.findUnique({ where, include: newestFirst });
      return row && toPackage(row);
    },

    async findVersion(workspaceId, packageId, version) {
      const row = await prisma.skillVersion.findFirst({ where: { workspaceId, version, package: { packageId } } });
      return row && toVersion(packageId, row);
    },

    async readFile(workspaceId, packageId, version, skill, path) {
      const row = await prisma.skillFile.findFirst({
        where: { workspaceId, skill, path, version: { version, package: { packageId } } },
        select: { content: true },
      });
      return row?.content ?? null;
    },

    addVersion: (workspaceId, packageId, { displayName, hash, sizeBytes, createdAt, skills }) =>
      prisma.$transaction(async (tx) => {
        const at = new Date(createdAt);
        // The counter's row is locked by its change: two uploads at once get two numbers.
        const { id: packageRowId, lastVersion: version } = await tx.skillPackage.upsert({
          where: { workspaceId_packageId: { workspaceId, packageId } },
          create: {
            id: newId("skp"),
            workspaceId,
            packageId,
            displayName: displayName ?? packageId,
            lastVersion: 1,
            createdAt: at,
          },
          update: { lastVersion: { increment: 1 }, ...(displayName !== undefined && { displayName }) },
        });
        const id = newId("skv");
        const summaries = skills.map(({ contents: _, ...summary }) => summary);
        await tx.skillVersion.create({
          data: {
            id,
            workspaceId,
            packageRowId,
            version,
            hash,
            sizeBytes,
            createdAt: at,
            skills: summaries,
          },
        });
        await tx.skillFile.createMany({
          data: skills.flatMap(({ name, contents }) =>
            contents.map(({ content, ...file }) => ({
              versionRowId: id,
              workspaceId,
              skill: name,
              ...file,
              // PostgreSQL's copy of the bytes: Prisma wants an ArrayBuffer of its own behind them.
              content: new Uint8Array(content),
            })),
          ),
        });
        return version;
      }),

    async remove(workspaceId, packageId, version) {
      const { count } =
        version === undefined
          ? await prisma.skillPackage.deleteMany({ where: { workspaceId, packageId } })
          : await prisma.skillVersion.deleteMany({ where: { workspaceId, version, package: { packageId } } });
      return count > 0;
    },
  };
}
