import type { uploadSkillsInputSchema, UploadSkillsResult } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { type DiffSide, diffSkills } from "./diff-skills.ts";
import type { Skill } from "./skill.ts";
import { refuseSkills } from "./skill-errors.ts";
import type { SkillLimits } from "./skill-limits.ts";
import type { SkillStore } from "./skill-store.ts";
import { sideOf } from "./stored-side.ts";
import { textOf } from "./text-of.ts";
import { viewSkill } from "./skill-view.ts";

export interface UploadSkillsDeps {
  store: SkillStore;
  audit: AuditRecorder;
  clock: Clock;
  limits: SkillLimits;
}

/**
 * Reads an archive and keeps it as the next version of its package; servers go on with the version they name. The same
 * files again are no new version. A dry run only says what would come of it. Throws skill.refused, auth.forbidden.
 */
export function createUploadSkills(deps: UploadSkillsDeps) {
  return async (actor: Caller, input: z.output<typeof uploadSkillsInputSchema>): Promise<UploadSkillsResult> => {
    const { workspaceId } = actor.principal;
    const { packageId, displayName, dryRun } = input;
    await requireAdministrator(deps, actor, "skills.upload");
    const archive = Buffer.from(input.archive, "base64");
    const run = async (): Promise<UploadSkillsResult> => {
      // Readers of ZIP and YAML: an upload is rare, and what is loaded stays.
      const { readPackage } = await import("./read-package.ts");
      const { found, ignored } = await readPackage(archive, deps.limits);
      const known = await deps.store.find(workspaceId, packageId);
      const newest = known?.versions[0] ?? null;
      const isSame = newest?.hash === found.hash;
      if (!isSame && known && known.versions.length >= deps.limits.versions)
        throw refuseSkills(
          `${deps.limits.versions} versions of "${packageId}" are kept. Remove some that nobody uses.`,
        );
      if (!known && (await deps.store.list(workspaceId)).length >= deps.limits.packages)
        throw refuseSkills(`This workspace has ${deps.limits.packages} packages of skills, and more are not kept.`);
      const diff = await diffSkills(
        newest ? sideOf(deps.store, workspaceId, newest) : NOTHING,
        uploadedSide(found.skills),
      );
      const stored = isSame ? newest.version : null;
      const version =
        dryRun || isSame
          ? stored
          : await deps.store.addVersion(workspaceId, packageId, { displayName, createdAt: deps.clock.now(), ...found });
      const littered = ignored > 0 ? [`${ignored} files of file managers or version control were left out.`] : [];
      return {
        packageId,
        version: dryRun ? null : version,
        isNew: !isSame,
        skills: found.skills.map(viewSkill),
        diff: { ...diff, to: dryRun ? null : version },
        warnings: [...found.warnings, ...littered],
      };
    };
    return recordAction(deps, actor, "skills.upload", { packageId, bytes: archive.byteLength, dryRun }, run);
  };
}

const NOTHING: DiffSide = { version: null, skills: [], readText: async () => null };

const uploadedSide = (skills: readonly Skill[]): DiffSide => ({
  version: null,
  skills,
  readText: async (skill, path) => {
    const file = skills.find(({ name }) => name === skill)?.contents.find((candidate) => candidate.path === path);
    return file ? textOf(file.content) : null;
  },
});
