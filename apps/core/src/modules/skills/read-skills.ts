import type {
  diffSkillsInputSchema,
  readSkillFileInputSchema,
  SkillDiff,
  skillFileContentSchema,
  SkillPackageView,
  SkillVersionDetail,
  skillVersionRefSchema,
} from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { diffSkills } from "./diff-skills.ts";
import { textOf } from "./text-of.ts";
import type { SkillVersion } from "./skill.ts";
import { skillNotFound } from "./skill-errors.ts";
import type { SkillStore } from "./skill-store.ts";
import { type SkillUse, viewPackage, viewVersionDetail } from "./skill-view.ts";
import { sideOf } from "./stored-side.ts";

export interface ReadSkillsDeps {
  store: SkillStore;
  audit: AuditRecorder;
  /** Servers of the workspace that serve skills, and which. */
  listUses: (workspaceId: string) => Promise<readonly SkillUse[]>;
}

/** What is kept of skills, for administrators. Each throws auth.forbidden, and skill.not_found for what is not there. */
export function createReadSkills(deps: ReadSkillsDeps) {
  const { store } = deps;
  const require = async (workspaceId: string, packageId: string, version: number): Promise<SkillVersion> => {
    const found = await store.findVersion(workspaceId, packageId, version);
    if (!found) throw skillNotFound(packageId, version);
    return found;
  };
  return {
    async list(actor: Caller): Promise<SkillPackageView[]> {
      const { workspaceId } = actor.principal;
      await requireAdministrator(deps, actor, "skills.list");
      const uses = await deps.listUses(workspaceId);
      return (await store.list(workspaceId)).map((it) => viewPackage(it, uses));
    },
    async get(actor: Caller, ref: z.output<typeof skillVersionRefSchema>): Promise<SkillVersionDetail> {
      const { workspaceId } = actor.principal;
      await requireAdministrator(deps, actor, "skills.get");
      const version = await require(workspaceId, ref.packageId, ref.version);
      return viewVersionDetail(version, await deps.listUses(workspaceId));
    },
    async readFile(
      actor: Caller,
      { packageId, version, skill, path }: z.output<typeof readSkillFileInputSchema>,
    ): Promise<z.output<typeof skillFileContentSchema>> {
      const { workspaceId } = actor.principal;
      await requireAdministrator(deps, actor, "skills.read_file");
      const { skills } = await require(workspaceId, packageId, version);
      const file = skills.find(({ name }) => name === skill)?.files.find((candidate) => candidate.path === path);
      const content = file && (await store.readFile(workspaceId, packageId, version, skill, path));
      if (!file || !content)
        throw new CoreError("skill.not_found", `Version ${version} of "${packageId}" has no file of that path.`);
      return { path, sizeBytes: file.sizeBytes, hash: file.hash, text: textOf(content) };
    },
    async diff(actor: Caller, { packageId, from, to }: z.output<typeof diffSkillsInputSchema>): Promise<SkillDiff> {
      const { workspaceId } = actor.principal;
      await requireAdministrator(deps, actor, "skills.diff");
      const [older, newer] = [await require(workspaceId, packageId, from), await require(workspaceId, packageId, to)];
      return diffSkills(sideOf(store, workspaceId, older), sideOf(store, workspaceId, newer));
    },
  };
}
