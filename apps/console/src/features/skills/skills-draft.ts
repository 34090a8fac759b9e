/** What the form holds of a server of skills. */
export interface SkillsDraft {
  /** "": not chosen yet. */
  packageId: string;
  version: number | null;
  /** Skills of the version that are not served. */
  leftOut: ReadonlySet<string>;
  /** The names of the version's skills, once somebody has left one out. */
  names?: readonly string[];
}

export const emptySkillsDraft: SkillsDraft = { packageId: "", version: null, leftOut: new Set() };

/** What Core is sent: all skills are not listed, so that the whole package is served. */
export function toSkillsLaunch({ packageId, version, leftOut, names = [] }: SkillsDraft): Record<string, unknown> {
  const include = names.filter((name) => !leftOut.has(name));
  return { transport: "skills", packageId, version, ...(leftOut.size > 0 && { include }) };
}

/** "2, newest, 3 files, 30 Nov 2026" */
export const versionWords = (
  version: { version: number; fileCount: number; createdAt: string },
  isNewest: boolean,
): string =>
  [
    `${version.version}${isNewest ? ", newest" : ""}`,
    `${version.fileCount} ${version.fileCount === 1 ? "file" : "files"}`,
    new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(version.createdAt)),
  ].join(", ");
