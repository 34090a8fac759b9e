/** One file of a skill, as it was in the archive. */
export interface SkillFile {
  /** Inside the skill's directory: `SKILL.md`, `references/forms.md`. */
  path: string;
  /** SHA-256 of its bytes, in hex. */
  hash: string;
  content: Uint8Array;
}

/** What is known of a skill without reading its files. */
export interface SkillSummary {
  name: string;
  description: string;
  /** SHA-256 over its description and all of its files, in hex. */
  hash: string;
  files: readonly { path: string; hash: string; sizeBytes: number }[];
}

/** A skill: a directory with instructions in a SKILL.md, and the files that these speak of. */
export interface Skill extends SkillSummary {
  contents: readonly SkillFile[];
}

/** One version of a package. It never changes. */
export interface SkillVersion {
  packageId: string;
  version: number;
  /** SHA-256 over all of its skills, in hex. */
  hash: string;
  sizeBytes: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  skills: readonly SkillSummary[];
}

export interface SkillPackage {
  packageId: string;
  displayName: string;
  createdAt: number;
  /** Newest first. */
  versions: readonly SkillVersion[];
}

/** The file in which a skill's instructions are. */
export const INSTRUCTIONS = "SKILL.md";
