import type { DiffSide } from "./diff-skills.ts";
import { textOf } from "./text-of.ts";
import type { SkillVersion } from "./skill.ts";
import type { SkillStore } from "./skill-store.ts";

/** A stored version as one side of a comparison. */
export const sideOf = (
  store: SkillStore,
  workspaceId: string,
  { packageId, version, skills }: SkillVersion,
): DiffSide => ({
  version,
  skills,
  async readText(skill, path) {
    const content = await store.readFile(workspaceId, packageId, version, skill, path);
    return content && textOf(content);
  },
});
