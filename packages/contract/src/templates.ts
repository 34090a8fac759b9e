import { z } from "zod";
import { displayNameSchema, serverIdSchema } from "./ids.ts";
import { serverSettingsSchema } from "./server-settings.ts";
import { launchSchema } from "./servers.ts";
import { userFieldShape } from "./user-values.ts";

export const templateIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    "a template id is 1 to 64 characters: a lower-case letter, then letters, digits or -",
  );

/** A place in a server definition that is filled when a server is made from it. */
export const templateFieldSchema = userFieldShape
  .extend({
    /** `administrator`: once, when the server is added. `user`: by each user for themself, afterwards. */
    filledBy: z.enum(["administrator", "user"]).default("administrator"),
    /**
     * What the whole value must look like: characters and classes, each with `?`, `*`, `+` or `{n,m}`; no groups and no
     * alternatives, so that matching takes time in proportion to the value (A34).
     */
    pattern: z.string().min(1).max(200).optional(),
    defaultValue: z.string().max(4096).optional(),
  })
  .refine(({ type, choices }) => (type === "choice") === (choices?.length ?? 0) > 0, {
    path: ["choices"],
    error: "choices belong to a field of the type choice, and it needs some",
  })
  .refine(({ secret, defaultValue }) => !secret || defaultValue === undefined, {
    path: ["defaultValue"],
    error: "a secret has no default",
  });
export type TemplateField = z.infer<typeof templateFieldSchema>;
export type TemplateFieldInput = z.input<typeof templateFieldSchema>;

/** A server that can be added once its fields are filled. A saved one holds no secret, so that it can be passed on. */
export const serverDefinitionSchema = z.object({
  displayName: displayNameSchema,
  description: z.string().max(2000).optional(),
  homepage: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  launch: launchSchema,
  fields: z
    .array(templateFieldSchema)
    .max(32)
    .default([])
    .refine((fields) => new Set(fields.map(({ key }) => key)).size === fields.length, "two fields have the same key"),
});
export type ServerDefinition = z.infer<typeof serverDefinitionSchema>;
export type ServerDefinitionInput = z.input<typeof serverDefinitionSchema>;

export const templateRefSchema = z.object({ templateId: templateIdSchema });

export const serverTemplateSchema = serverDefinitionSchema.extend({
  templateId: templateIdSchema,
  /** `bundled`: comes with Peta. `workspace`: saved by its administrators. */
  source: z.enum(["bundled", "workspace"]),
  updatedAt: z.string().nullable(),
});
export type ServerTemplate = z.infer<typeof serverTemplateSchema>;

/** Replaces the workspace's template of this name, if there is one. */
export const saveTemplateInputSchema = z.object({ templateId: templateIdSchema, definition: serverDefinitionSchema });

/** From a template, or from a definition that was not saved: what an import has found. */
export const addServerFromTemplateInputSchema = z.object({
  from: z.union([templateRefSchema, z.object({ definition: serverDefinitionSchema })]),
  serverId: serverIdSchema,
  displayName: displayNameSchema.optional(),
  /** By field key; only of fields that administrators fill. */
  values: z.record(z.string(), z.string().max(32_768)).default({}),
  publicAccess: z.boolean().default(false),
  allowUnreachable: z.boolean().default(false),
  settings: serverSettingsSchema.optional(),
});

export const importFormatSchema = z.enum(["client-configuration", "registry", "command-line", "url", "link"]);

/** Longest text that an import reads, in characters. */
export const MAX_IMPORT_TEXT = 262_144;

/** What somebody has pasted: a configuration of an MCP client, a registry's document, a command line, a URL or a link. */
export const previewImportInputSchema = z.object({ text: z.string().min(1).max(MAX_IMPORT_TEXT) });

export const importCandidateSchema = z.object({
  /** A free server id of this workspace. */
  serverId: serverIdSchema,
  /** Null: this one cannot become a server; `problem` says why. */
  definition: serverDefinitionSchema.nullable(),
  /** Exactly what would be started or reached, for a person to read. */
  summary: z.string(),
  warnings: z.array(z.string()),
  problem: z.string().nullable(),
});
export type ImportCandidate = z.infer<typeof importCandidateSchema>;

export const importPreviewSchema = z.object({
  format: importFormatSchema,
  candidates: z.array(importCandidateSchema),
  /** Of the text as a whole. */
  warnings: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;
