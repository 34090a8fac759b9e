import type { removeSkillsInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { ReadSkillsDeps } from "./read-skills.ts";
import { skillNotFound } from "./skill-errors.ts";

/**
 * Forgets a version, or a package with all of its versions. What a server serves stays. A number that was used is not used
 * again. Throws skill.not_found, skill.in_use, auth.forbidden.
 */
export function createRemoveSkills(deps: ReadSkillsDeps) {
  return async (actor: Caller, { packageId, version }: z.output<typeof removeSkillsInputSchema>): Promise<void> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "skills.remove");
    const run = async (): Promise<void> => {
      const uses = (await deps.listUses(workspaceId)).filter(
        (use) => use.packageId === packageId && (version === undefined || use.version === version),
      );
      const [first] = uses;
      if (first)
        throw new CoreError(
          "skill.in_use",
          `The server "${first.serverId}" serves version ${first.version} of "${packageId}". Give it another version or remove it first.`,
        );
      if (!(await deps.store.remove(workspaceId, packageId, version))) throw skillNotFound(packageId, version);
    };
    await recordAction(deps, actor, "skills.remove", { packageId, version }, run);
  };
}
