import type { OpenApiPreview, previewOpenApiInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../../../audit/audit-entry.ts";
import { recordAction } from "../../../audit/record-action.ts";
import { requireAdministrator } from "../../../audit/require-administrator.ts";
import type { Caller } from "../../../principals/principal.ts";
import { maskUrl } from "../../launch-view.ts";
import type { DocumentReader } from "../document-reader.ts";
import { importOpenApi } from "./import-openapi.ts";

/**
 * Shows what an OpenAPI document would become: its operations, and a definition for review. Nothing is saved, and the
 * API is not called. Throws input.invalid, auth.forbidden, and what reading an address throws.
 */
export function createPreviewOpenApi(deps: { audit: AuditRecorder; documents: DocumentReader }) {
  return async (actor: Caller, input: z.output<typeof previewOpenApiInputSchema>): Promise<OpenApiPreview> => {
    await requireAdministrator(deps, actor, "server.preview_openapi");
    const { source } = input;
    const detail = "url" in source ? { url: maskUrl(source.url) } : { characters: source.text.length };
    return recordAction(deps, actor, "server.preview_openapi", detail, async () => {
      const text = "url" in source ? await deps.documents.fetch(source.url) : source.text;
      return importOpenApi(await deps.documents.parse(text), "url" in source ? source.url : null, input);
    });
  };
}
