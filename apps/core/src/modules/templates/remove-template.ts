import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { templateNotFound } from "./read-templates.ts";
import type { TemplateStore } from "./template-store.ts";

/**
 * Forgets a template of the workspace; a bundled one of that name is there again. Servers made from it stay as they are.
 * Throws template.not_found, auth.forbidden.
 */
export function createRemoveTemplate(deps: { store: TemplateStore; audit: AuditRecorder }) {
  return async (actor: Caller, templateId: string): Promise<void> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "templates.remove");
    await recordAction(deps, actor, "templates.remove", { templateId }, async () => {
      if (!(await deps.store.remove(workspaceId, templateId))) throw templateNotFound(templateId);
    });
  };
}
