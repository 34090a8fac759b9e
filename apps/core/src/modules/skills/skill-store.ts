import type { Skill, SkillPackage, SkillVersion } from "./skill.ts";

/**
 * Port: packages of skills. Every method is scoped by the workspace it is given. Throws CoreError database.unavailable when
 * the store cannot be reached.
 */
export interface SkillStore {
  list(workspaceId: string): Promise<SkillPackage[]>;
  find(workspaceId: string, packageId: string): Promise<SkillPackage | null>;
  /** Null when there is no such version. */
  findVersion(workspaceId: string, packageId: string, version: number): Promise<SkillVersion | null>;
  /** The bytes of one file; null when there is none. */
  readFile(
    workspaceId: string,
    packageId: string,
    version: number,
    skill: string,
    path: string,
  ): Promise<Uint8Array | null>;
  /**
   * Adds a version, and the package with its first one. The number is the next one, whoever else adds at the same time.
   * A `displayName` takes the place of the one before.
   */
  addVersion(
    workspaceId: string,
    packageId: string,
    version: {
      displayName: string | undefined;
      hash: string;
      sizeBytes: number;
      /** Milliseconds since 1970. */
      createdAt: number;
      skills: readonly Skill[];
    },
  ): Promise<number>;
  /** Without `version`, the whole package. False when there was nothing to remove. */
  remove(workspaceId: string, packageId: string, version?: number): Promise<boolean>;
}
