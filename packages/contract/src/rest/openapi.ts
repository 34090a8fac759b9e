import { z } from "zod";
import { restAuthViewSchema } from "./auth.ts";
import { restDefinitionSchema, restMethodSchema } from "./definition.ts";

/** Longest text of an OpenAPI document, in characters. */
export const MAX_OPENAPI_TEXT = 8_000_000;

/** An OpenAPI 3.x document, and which of its operations become tools: all that can, when nothing is picked. */
export const previewOpenApiInputSchema = z.object({
  source: z.union([
    z.strictObject({ text: z.string().min(1).max(MAX_OPENAPI_TEXT) }),
    z.strictObject({
      url: z.url({ protocol: /^https?$/, error: "the URL must start with http:// or https://" }).max(4_096),
    }),
  ]),
  /** Where the API is, when the document does not say it or says it wrongly. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: "the base URL must start with http:// or https://" })
    .max(2_048)
    .optional(),
  /** Names of operations as the preview lists them, or `GET /path`. */
  pick: z.array(z.string().min(1).max(2_100)).max(2_000).optional(),
  tags: z.array(z.string().min(1).max(200)).max(100).optional(),
});
export type PreviewOpenApiInput = z.infer<typeof previewOpenApiInputSchema>;

export const openApiOperationSchema = z.object({
  /** Name of the tool that it becomes: the same whatever is picked. */
  name: z.string(),
  method: restMethodSchema,
  path: z.string(),
  summary: z.string().nullable(),
  tags: z.array(z.string()),
  isDeprecated: z.boolean(),
  isPicked: z.boolean(),
  /** Why it cannot become a tool, or what of it is left out. */
  problems: z.array(z.string()),
  isUsable: z.boolean(),
});
export type OpenApiOperation = z.infer<typeof openApiOperationSchema>;

/** What an OpenAPI document would become. Nothing is saved and the API is not called. */
export const openApiPreviewSchema = z.object({
  title: z.string(),
  version: z.string(),
  /** Addresses that the document names. */
  servers: z.array(z.string()),
  operations: z.array(openApiOperationSchema),
  /** Ways to sign in that the document asks for, without their secrets. */
  auth: z.array(restAuthViewSchema),
  /** For review, and for `servers.add` after it. Null: nothing usable was picked, or there is no base URL. */
  definition: restDefinitionSchema.nullable(),
  problems: z.array(z.string()),
});
export type OpenApiPreview = z.infer<typeof openApiPreviewSchema>;
