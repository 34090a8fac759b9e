import { createReadSkills, type ReadSkillsDeps } from "./read-skills.ts";
import { createRemoveSkills } from "./remove-skills.ts";
import { createUploadSkills, type UploadSkillsDeps } from "./upload-skills.ts";

export { DEFAULT_SKILL_LIMITS, type SkillLimits } from "./skill-limits.ts";
export type { SkillStore } from "./skill-store.ts";
export type { SkillUse } from "./skill-view.ts";

export type SkillsDeps = UploadSkillsDeps & ReadSkillsDeps;

/** Packages of skills that administrators upload. Servers of the kind `skills` serve their versions to agents. */
export function createSkillsModule(deps: SkillsDeps) {
  return { ...createReadSkills(deps), upload: createUploadSkills(deps), remove: createRemoveSkills(deps) };
}

export type SkillsModule = ReturnType<typeof createSkillsModule>;
