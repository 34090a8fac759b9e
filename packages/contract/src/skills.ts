import { z } from "zod";
import { displayNameSchema, serverIdSchema } from "./ids.ts";

/** Name of an uploaded package of skills inside its workspace. */
export const skillPackageIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    "a package id is 1 to 64 characters: a lower-case letter, then letters, digits or -",
  );

const versionSchema = z.int().min(1);
export const skillNameSchema = z.string().min(1).max(64);

/** A server that Core serves itself: one version of a package of skills, which never changes by itself. */
export const skillsLaunchSchema = z.object({
  transport: z.literal("skills"),
  packageId: skillPackageIdSchema,
  version: versionSchema,
  /** Only these skills of the package. Absent: all of them. */
  include: z.array(skillNameSchema).min(1).max(256).optional(),
});
export type SkillsLaunch = z.infer<typeof skillsLaunchSchema>;

export const skillFileViewSchema = z.object({
  /** Inside the skill's directory: `SKILL.md`, `references/forms.md`. */
  path: z.string(),
  sizeBytes: z.number(),
  /** SHA-256 of its bytes, in hex. */
  hash: z.string(),
});

export const skillViewSchema = z.object({
  name: skillNameSchema,
  description: z.string(),
  /** Over all of its files: it differs where anything in the skill does. */
  hash: z.string(),
  files: z.array(skillFileViewSchema),
});

/** What changed from one version to another: `path` is `skill/path/of/file`. */
export const skillDiffSchema = z.object({
  from: versionSchema.nullable(),
  to: versionSchema.nullable(),
  changes: z.array(
    z.object({
      path: z.string(),
      change: z.enum(["added", "changed", "removed"]),
      /** Lines of the older and the newer text, `-` and `+` in front; null where it is no text or too long. */
      lines: z.array(z.string()).nullable(),
    }),
  ),
});
export type SkillDiff = z.infer<typeof skillDiffSchema>;

export const MAX_SKILL_ARCHIVE_BYTES = 3_000_000;

/** A ZIP archive as base64. Each directory in it that holds a SKILL.md is a skill. */
const archiveSchema = z
  .base64("the archive must be given as base64")
  .min(1, "the archive is empty")
  .max((MAX_SKILL_ARCHIVE_BYTES / 3) * 4, "the archive is too large: 3,000,000 bytes at most");

export const uploadSkillsInputSchema = z.object({
  packageId: skillPackageIdSchema,
  displayName: displayNameSchema.optional(),
  archive: archiveSchema,
  /** Read and compared with the newest version, and nothing is stored. */
  dryRun: z.boolean().default(false),
});

export const skillVersionViewSchema = z.object({
  packageId: skillPackageIdSchema,
  version: versionSchema,
  /** SHA-256 over names and contents of all files: two uploads of the same files have the same. */
  hash: z.string(),
  sizeBytes: z.number(),
  fileCount: z.number(),
  createdAt: z.string(),
  /** Servers whose launch configuration names this version. */
  usedBy: z.array(serverIdSchema),
});

export const uploadSkillsResultSchema = z.object({
  packageId: skillPackageIdSchema,
  /** The stored version; null after a dry run. The version there is already when nothing changed. */
  version: versionSchema.nullable(),
  isNew: z.boolean(),
  skills: z.array(skillViewSchema),
  diff: skillDiffSchema,
  /** What was left out or looks wrong, one sentence each. */
  warnings: z.array(z.string()),
});
export type UploadSkillsResult = z.infer<typeof uploadSkillsResultSchema>;

export const skillPackageViewSchema = z.object({
  packageId: skillPackageIdSchema,
  displayName: z.string(),
  createdAt: z.string(),
  /** Newest first. */
  versions: z.array(skillVersionViewSchema),
});
export type SkillPackageView = z.infer<typeof skillPackageViewSchema>;

export const skillVersionRefSchema = z.object({ packageId: skillPackageIdSchema, version: versionSchema });

export const skillVersionDetailSchema = skillVersionViewSchema.extend({ skills: z.array(skillViewSchema) });
export type SkillVersionDetail = z.infer<typeof skillVersionDetailSchema>;

export const readSkillFileInputSchema = skillVersionRefSchema.extend({
  skill: skillNameSchema,
  path: z.string().min(1).max(1024),
});

export const skillFileContentSchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  hash: z.string(),
  /** Null where the file is not text in UTF-8. */
  text: z.string().nullable(),
});

export const diffSkillsInputSchema = z.object({
  packageId: skillPackageIdSchema,
  from: versionSchema,
  to: versionSchema,
});

/** Without `version`, the whole package. A version that a server serves stays. */
export const removeSkillsInputSchema = z.object({ packageId: skillPackageIdSchema, version: versionSchema.optional() });
