import type { ServerTemplate } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import { BUNDLED_TEMPLATES } from "./bundled-templates.ts";
import type { StoredTemplate, TemplateStore } from "./template-store.ts";

export const templateNotFound = (templateId: string): CoreError =>
  new CoreError("template.not_found", `There is no server template "${templateId}".`);

export const viewStored = ({ templateId, definition, updatedAt }: StoredTemplate): ServerTemplate => ({
  ...definition,
  templateId,
  source: "workspace",
  updatedAt: iso(updatedAt),
});

/** The bundled templates and the workspace's own; one of the name of a bundled one stands in its place. */
export function createReadTemplates(deps: { store: TemplateStore; audit: AuditRecorder }) {
  const find = async (workspaceId: string, templateId: string): Promise<ServerTemplate> => {
    const stored = await deps.store.find(workspaceId, templateId);
    const found = stored ? viewStored(stored) : BUNDLED_TEMPLATES.find((it) => it.templateId === templateId);
    if (!found) throw templateNotFound(templateId);
    return found;
  };
  return {
    find,
    /** The workspace's own first. Throws auth.forbidden. */
    async list(actor: Caller): Promise<ServerTemplate[]> {
      await requireAdministrator(deps, actor, "templates.list");
      const own = (await deps.store.list(actor.principal.workspaceId)).map(viewStored);
      const bundled = BUNDLED_TEMPLATES.filter(({ templateId }) => !own.some((it) => it.templateId === templateId));
      return [...own, ...bundled];
    },
    /** Throws template.not_found, auth.forbidden. */
    async get(actor: Caller, templateId: string): Promise<ServerTemplate> {
      await requireAdministrator(deps, actor, "templates.get");
      return find(actor.principal.workspaceId, templateId);
    },
  };
}
