import { MAX_SKILL_ARCHIVE_BYTES } from "@peta/contract";

/** Bounds of an uploaded archive (A34, A60). */
export interface SkillLimits {
  archiveBytes: number;
  /** Files and directories in the archive. */
  entries: number;
  fileBytes: number;
  /** All files together, unpacked. */
  totalBytes: number;
  /** Unpacked size over packed size of one file; small files are spared. */
  ratio: number;
  ratioFreeBytes: number;
  pathLength: number;
  /** Directories inside of each other. */
  depth: number;
  skills: number;
  instructionsBytes: number;
  /** Versions of a package that are kept. */
  versions: number;
  /** Packages of a workspace. */
  packages: number;
}

export const DEFAULT_SKILL_LIMITS: SkillLimits = {
  archiveBytes: MAX_SKILL_ARCHIVE_BYTES,
  entries: 1_000,
  fileBytes: 4 * 1024 * 1024,
  totalBytes: 16 * 1024 * 1024,
  ratio: 100,
  ratioFreeBytes: 65_536,
  pathLength: 512,
  depth: 8,
  skills: 100,
  instructionsBytes: 256 * 1024,
  versions: 100,
  packages: 200,
};
