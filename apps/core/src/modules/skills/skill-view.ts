import type { SkillPackageView, SkillVersionDetail } from "@peta/contract";
import { iso } from "../iso-time.ts";
import type { SkillPackage, SkillSummary, SkillVersion } from "./skill.ts";

/** A server that serves a version. */
export interface SkillUse {
  serverId: string;
  packageId: string;
  version: number;
}

export const viewSkill = ({ name, description, hash, files }: SkillSummary) => ({
  name,
  description,
  hash,
  files: files.map((file) => ({ path: file.path, sizeBytes: file.sizeBytes, hash: file.hash })),
});

const viewVersion = (
  { packageId, version, hash, sizeBytes, createdAt, skills }: SkillVersion,
  uses: readonly SkillUse[],
): SkillPackageView["versions"][number] => ({
  packageId,
  version,
  hash,
  sizeBytes,
  fileCount: skills.reduce((sum, { files }) => sum + files.length, 0),
  createdAt: iso(createdAt),
  usedBy: uses.filter((use) => use.packageId === packageId && use.version === version).map(({ serverId }) => serverId),
});

export const viewVersionDetail = (version: SkillVersion, uses: readonly SkillUse[]): SkillVersionDetail => ({
  ...viewVersion(version, uses),
  skills: version.skills.map(viewSkill),
});

export const viewPackage = (
  { packageId, displayName, createdAt, versions }: SkillPackage,
  uses: readonly SkillUse[],
): SkillPackageView => ({
  packageId,
  displayName,
  createdAt: iso(createdAt),
  versions: versions.map((version) => viewVersion(version, uses)),
});
