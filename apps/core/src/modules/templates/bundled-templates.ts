import { type ServerTemplate, serverTemplateSchema } from "@peta/contract";
import bundled from "./bundled-templates.json" with { type: "json" };

/** The templates that come with Peta. */
export const BUNDLED_TEMPLATES: readonly ServerTemplate[] = Object.entries(bundled).map(([templateId, definition]) =>
  serverTemplateSchema.parse({ ...definition, templateId, source: "bundled", updatedAt: null }),
);
