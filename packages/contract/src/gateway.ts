import { z } from "zod";
import { callArgumentsSchema } from "./arguments.ts";
import { dangerLevelSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

export const listToolsInputSchema = z.object({ asPrincipalId: principalIdSchema.optional() });

export const toolViewSchema = z.object({
  canonicalName: z.string(),
  /** As MCP clients see it: letters, digits, `_` and `-` only. */
  wireName: z.string(),
  serverId: serverIdSchema,
  title: z.string().nullable(),
  description: z.string().nullable(),
  dangerLevel: dangerLevelSchema,
  inputSchema: z.unknown(),
});
export type ToolView = z.infer<typeof toolViewSchema>;

export const callToolInputSchema = z.object({
  /** `serverId::tool` or the wire name. */
  name: z.string().min(3).max(512),
  arguments: callArgumentsSchema.default({}),
});

/** The MCP result as the server gave it. */
export const callToolOutputSchema = z.looseObject({
  content: z.array(z.unknown()).optional(),
  isError: z.boolean().optional(),
});
