import { serverDefinitionSchema } from "@peta/contract";
import type { Prisma, PrismaClient, ServerTemplate } from "@peta/db";
import type { StoredTemplate, TemplateStore } from "../../modules/templates/template-store.ts";

const toTemplate = ({ templateId, definition, updatedAt }: ServerTemplate): StoredTemplate => ({
  templateId,
  definition: serverDefinitionSchema.parse(definition),
  updatedAt: updatedAt.getTime(),
});

/** The workspaces' server templates in PostgreSQL. */
export function createTemplateStore({
  prisma,
  newId,
}: {
  prisma: PrismaClient;
  newId: (prefix: string) => string;
}): TemplateStore {
  return {
    async list(workspaceId) {
      const rows = await prisma.serverTemplate.findMany({ where: { workspaceId }, orderBy: { templateId: "asc" } });
      return rows.map(toTemplate);
    },

    async find(workspaceId, templateId) {
      const where = { workspaceId_templateId: { workspaceId, templateId } };
      const row = await prisma.serverTemplate.findUnique({ where });
      return row && toTemplate(row);
    },

    async save(workspaceId, { templateId, updatedAt, ...template }) {
      const at = new Date(updatedAt);
      const definition = template.definition as unknown as Prisma.InputJsonObject;
      await prisma.serverTemplate.upsert({
        where: { workspaceId_templateId: { workspaceId, templateId } },
        create: { id: newId("tpl"), workspaceId, templateId, definition, createdAt: at, updatedAt: at },
        update: { definition, updatedAt: at },
      });
    },

    async remove(workspaceId, templateId) {
      return (await prisma.serverTemplate.deleteMany({ where: { workspaceId, templateId } })).count > 0;
    },
  };
}
