import { type RestDefinition, restDefinitionSchema, type restDefinitionViewSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { Caller } from "../../principals/principal.ts";
import { checkRest } from "./check-rest.ts";
import type { DocumentReader } from "./document-reader.ts";

type DefinitionView = z.output<typeof restDefinitionViewSchema>;

/**
 * Reads a definition that somebody wrote, in JSON or YAML, and says what is wrong with it. Nothing is saved and the API
 * is not called. Throws input.invalid, server.launch_refused, auth.forbidden.
 */
export function createParseRestDefinition(deps: { audit: AuditRecorder; documents: DocumentReader }) {
  return async (actor: Caller, { text }: { text: string }): Promise<DefinitionView> => {
    await requireAdministrator(deps, actor, "server.parse_definition");
    const parsed = restDefinitionSchema.safeParse(await deps.documents.parse(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new CoreError(
        "input.invalid",
        `The definition does not fit at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? "it is no definition"}.`,
      );
    }
    const definition = parsed.data;
    checkRest({ transport: "rest", definition, auth: { kind: "none" }, headers: {}, query: {} });
    return viewDefinition(definition);
  };
}

export const viewDefinition = (definition: RestDefinition): DefinitionView => ({
  definition,
  tools: definition.tools.map(({ name, method, path }) => ({ name, method, path })),
});
