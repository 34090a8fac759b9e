import type {
  addServerFromTemplateInputSchema,
  addServerInputSchema,
  ServerDefinition,
  ServerDetail,
} from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { checkDefinition } from "./check-definition.ts";
import { fillDefinition } from "./fill-definition.ts";

/**
 * Fills a definition and adds the server that comes of it, as `servers.add` does. Throws what that throws,
 * template.not_found and server.values_invalid.
 */
export function createAddServerFromTemplate(deps: {
  audit: AuditRecorder;
  limits: ServerLimits;
  find: (workspaceId: string, templateId: string) => Promise<ServerDefinition>;
  addServer: (actor: Caller, input: z.output<typeof addServerInputSchema>) => Promise<ServerDetail>;
}) {
  return async (actor: Caller, input: z.output<typeof addServerFromTemplateInputSchema>): Promise<ServerDetail> => {
    const { from, values, ...server } = input;
    await requireAdministrator(deps, actor, "server.add", server.serverId);
    const definition =
      "definition" in from ? from.definition : await deps.find(actor.principal.workspaceId, from.templateId);
    checkDefinition(definition, deps.limits);
    const { launch, userFields } = fillDefinition(definition, values, deps.limits);
    return deps.addServer(actor, {
      ...server,
      displayName: server.displayName ?? definition.displayName,
      launch,
      ...(userFields && { userFields }),
    });
  };
}
