import { type FoundSkills, findSkills } from "./find-skills.ts";
import { readArchive } from "./read-archive.ts";
import type { SkillLimits } from "./skill-limits.ts";

/** The skills of an uploaded archive, and how many files of it were left out. Throws skill.refused. */
export async function readPackage(
  archive: Uint8Array,
  limits: SkillLimits,
): Promise<{ found: FoundSkills; ignored: number }> {
  const { files, ignored } = await readArchive(archive, limits);
  return { found: findSkills(files, limits), ignored };
}
