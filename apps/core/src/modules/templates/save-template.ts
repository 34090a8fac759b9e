import type { saveTemplateInputSchema, ServerTemplate } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { checkDefinition, requireNoSecret } from "./check-definition.ts";
import { viewStored } from "./read-templates.ts";
import type { TemplateStore } from "./template-store.ts";

/**
 * Keeps a definition under a name of the workspace's own. Throws server.launch_refused for one that could not become a
 * server, or that holds a credential; auth.forbidden.
 */
export function createSaveTemplate(deps: {
  store: TemplateStore;
  audit: AuditRecorder;
  clock: Clock;
  limits: ServerLimits;
}) {
  return async (actor: Caller, input: z.output<typeof saveTemplateInputSchema>): Promise<ServerTemplate> => {
    const { templateId, definition } = input;
    await requireAdministrator(deps, actor, "templates.save");
    const run = async (): Promise<ServerTemplate> => {
      checkDefinition(definition, deps.limits);
      requireNoSecret(definition);
      const stored = { templateId, definition, updatedAt: deps.clock.now() };
      await deps.store.save(actor.principal.workspaceId, stored);
      return viewStored(stored);
    };
    return recordAction(deps, actor, "templates.save", { templateId, displayName: definition.displayName }, run);
  };
}
