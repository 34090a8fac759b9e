import { z } from "zod";
import { tlsSchema, tlsViewSchema } from "../tls.ts";
import { restAuthSchema, restAuthViewSchema } from "./auth.ts";
import { restDefinitionSchema, restMethodSchema } from "./definition.ts";

const keyValueSchema = z.record(z.string().min(1).max(256), z.string().max(32_768));

/** A REST API that Core itself serves as an MCP server: what it offers, and the credentials that go along. */
export const restLaunchSchema = z.object({
  transport: z.literal("rest"),
  definition: restDefinitionSchema,
  auth: restAuthSchema.default({ kind: "none" }),
  /** Sent with every request. */
  headers: keyValueSchema.default({}),
  query: keyValueSchema.default({}),
  tls: tlsSchema.optional(),
});
export type RestLaunch = z.infer<typeof restLaunchSchema>;

export const restLaunchViewSchema = z.object({
  transport: z.literal("rest"),
  baseUrl: z.string(),
  toolCount: z.number(),
  /** Changes with any word of the definition. */
  definitionHash: z.string(),
  auth: restAuthViewSchema,
  headerNames: z.array(z.string()),
  queryNames: z.array(z.string()),
  tls: tlsViewSchema.nullable(),
});

/** Longest text of a definition, in characters. */
export const MAX_DEFINITION_TEXT = 4_000_000;

/** A definition as text: JSON or YAML. */
export const parseRestDefinitionInputSchema = z.object({ text: z.string().min(1).max(MAX_DEFINITION_TEXT) });

export const restDefinitionViewSchema = z.object({
  definition: restDefinitionSchema,
  tools: z.array(z.object({ name: z.string(), method: restMethodSchema, path: z.string() })),
});
