import { CoreError } from "../../errors.ts";

/** What was uploaded cannot be taken. */
export const refuseSkills = (message: string, cause?: unknown): CoreError =>
  new CoreError("skill.refused", message, cause === undefined ? {} : { cause });

export const skillNotFound = (packageId: string, version?: number): CoreError =>
  new CoreError(
    "skill.not_found",
    version === undefined
      ? `There is no package of skills "${packageId}".`
      : `There is no version ${version} of the package of skills "${packageId}".`,
  );
