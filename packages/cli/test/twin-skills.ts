import {
  addServerFromTemplateInputSchema,
  diffSkillsInputSchema,
  type ImportPreview,
  importPreviewSchema,
  previewImportInputSchema,
  readSkillFileInputSchema,
  removeSkillsInputSchema,
  saveTemplateInputSchema,
  serverDefinitionSchema,
  type ServerDetail,
  serverDetailSchema,
  type ServerTemplate,
  serverTemplateSchema,
  skillDiffSchema,
  skillFileContentSchema,
  skillPackageViewSchema,
  skillVersionDetailSchema,
  skillVersionRefSchema,
  templateRefSchema,
  uploadSkillsInputSchema,
  uploadSkillsResultSchema,
} from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";
import { NOW } from "./twin-data.ts";

const HASH = "0".repeat(64);
const skill = {
  name: "pdf",
  description: "Works with PDF files\u001b[2J\u{e0041}",
  hash: HASH,
  files: [{ path: "SKILL.md", sizeBytes: 3, hash: HASH }],
};
const version = {
  packageId: "office",
  version: 2,
  hash: HASH,
  sizeBytes: 3,
  fileCount: 1,
  createdAt: NOW,
  usedBy: ["work"],
};
const diff = {
  from: 1,
  to: 2,
  changes: [{ path: "pdf/SKILL.md", change: "changed" as const, lines: ["- old", "+ new\u001b[2J"] }],
};

/** What the twin of Core answers about skills. */
export const createTwinSkills = (router: TwinApi["router"], admin: TwinApi["procedure"]) =>
  router({
    list: admin
      .output(skillPackageViewSchema.array())
      .query(() => [{ packageId: "office", displayName: "Office", createdAt: NOW, versions: [version] }]),
    get: admin
      .input(skillVersionRefSchema)
      .output(skillVersionDetailSchema)
      .query(() => ({ ...version, skills: [skill] })),
    readFile: admin
      .input(readSkillFileInputSchema)
      .output(skillFileContentSchema)
      .query(({ input }) => ({ path: input.path, sizeBytes: 3, hash: HASH, text: "Do\r\nit.\u001b[2J\u200b" })),
    diff: admin
      .input(diffSkillsInputSchema)
      .output(skillDiffSchema)
      .query(() => diff),
    upload: admin
      .input(uploadSkillsInputSchema)
      .output(uploadSkillsResultSchema)
      .mutation(({ input }) => ({
        packageId: input.packageId,
        version: input.dryRun ? null : 2,
        isNew: true,
        skills: [skill],
        diff,
        warnings: ["Look at it."],
      })),
    remove: admin.input(removeSkillsInputSchema).mutation(() => ({ removed: true as const })),
  });

export const DEFINITION = serverDefinitionSchema.parse({
  displayName: "Weather",
  launch: { transport: "stdio", command: "weather" },
  fields: [{ key: "apiKey", label: "API key", secret: true, placement: { in: "env", name: "API_KEY" } }],
});
const template: ServerTemplate = { ...DEFINITION, templateId: "weather", source: "bundled", updatedAt: null };

/** What the twin of Core answers about templates. */
export const createTwinTemplates = (
  router: TwinApi["router"],
  admin: TwinApi["procedure"],
  added: (serverId: string) => ServerDetail,
) =>
  router({
    list: admin.output(serverTemplateSchema.array()).query(() => [template]),
    get: admin
      .input(templateRefSchema)
      .output(serverTemplateSchema)
      .query(() => template),
    save: admin
      .input(saveTemplateInputSchema)
      .output(serverTemplateSchema)
      .mutation(({ input }) => ({
        ...input.definition,
        templateId: input.templateId,
        source: "workspace",
        updatedAt: NOW,
      })),
    remove: admin.input(templateRefSchema).mutation(() => ({ removed: true as const })),
    addServer: admin
      .input(addServerFromTemplateInputSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => added(input.serverId)),
  });

const preview: ImportPreview = {
  format: "client-configuration",
  candidates: [
    { serverId: "weather", definition: DEFINITION, summary: "weather\u001b[2J", warnings: ["Mind it."], problem: null },
    { serverId: "shell", definition: null, summary: "sh -c x", warnings: [], problem: "No shell." },
  ],
  warnings: [],
};

/** What the twin of Core answers about imports. */
export const createTwinImports = (admin: TwinApi["procedure"]) => ({
  previewImport: admin
    .input(previewImportInputSchema)
    .output(importPreviewSchema)
    .mutation(() => preview),
});
