import type { addServerInputSchema, ServerDetail } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { Caller } from "../principals/principal.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { createAddServerFromTemplate } from "./add-server-from-template.ts";
import { createReadTemplates } from "./read-templates.ts";
import { createRemoveTemplate } from "./remove-template.ts";
import { createSaveTemplate } from "./save-template.ts";
import type { TemplateStore } from "./template-store.ts";

export { checkDefinition } from "./check-definition.ts";
export type { TemplateStore } from "./template-store.ts";

export interface TemplatesDeps {
  store: TemplateStore;
  audit: AuditRecorder;
  clock: Clock;
  limits: ServerLimits;
  addServer: (actor: Caller, input: z.output<typeof addServerInputSchema>) => Promise<ServerDetail>;
}

/** Server definitions with fields to fill: the bundled ones and the workspace's own, and servers made from them. */
export function createTemplatesModule(deps: TemplatesDeps) {
  const { list, get, find } = createReadTemplates(deps);
  return {
    list,
    get,
    save: createSaveTemplate(deps),
    remove: createRemoveTemplate(deps),
    addServer: createAddServerFromTemplate({ ...deps, find }),
  };
}

export type TemplatesModule = ReturnType<typeof createTemplatesModule>;
