import { z } from "zod";
import { capabilityKindSchema, dangerLevelSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

/** Switches stored under this key hold for every client of the principal. */
export const ALL_CLIENTS = "*";

/** A token's id, `oauth:<client id>`, a browser session's reference, or `*`. */
export const clientKeySchema = z.string().min(1).max(300);

/** One MCP client application of a principal. */
export const clientViewSchema = z.object({
  clientKey: clientKeySchema,
  principalId: principalIdSchema,
  /** Where Core knows it from. */
  source: z.enum(["token", "oauth", "console_session"]),
  /** The OAuth client's name, else what the application says of itself, else the token's name. */
  name: z.string(),
  version: z.string().nullable(),
  /** Open MCP sessions and streams right now. */
  activeSessions: z.number(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** How many things this client's user has switched off or raised. */
  restrictions: z.number(),
});
export type ClientView = z.infer<typeof clientViewSchema>;

export const listClientsInputSchema = z.object({ principalId: principalIdSchema.optional() });

/** What one capability is for one client of a principal: the layers above, the user's own switch, the result. */
export const clientCapabilitySchema = z.object({
  kind: capabilityKindSchema,
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  /** What the client gets. */
  effect: z.enum(["allow", "deny", "require_approval", "require_approval_with_step_up"]),
  /** The user's own switch for this client; null: nothing said. */
  enabled: z.boolean().nullable(),
  /** The administrator's level; the user may only go above. */
  baseDangerLevel: dangerLevelSchema,
  dangerLevel: dangerLevelSchema,
  reason: z.string(),
});
export type ClientCapability = z.infer<typeof clientCapabilitySchema>;

export const clientCapabilitiesSchema = z.object({
  principalId: principalIdSchema,
  clientKey: clientKeySchema,
  servers: z.array(
    z.object({
      serverId: serverIdSchema,
      displayName: z.string(),
      status: z.string(),
      enabled: z.boolean().nullable(),
      /** The server takes values of its users. */
      isConfigurable: z.boolean(),
      isConfigured: z.boolean(),
      capabilities: z.array(clientCapabilitySchema),
    }),
  ),
});
export type ClientCapabilities = z.infer<typeof clientCapabilitiesSchema>;

export const clientRefSchema = z.object({
  clientKey: clientKeySchema,
  /** Administrators may look at, and narrow, somebody else's. */
  principalId: principalIdSchema.optional(),
});

/** Layer 3. `enabled: null` and `dangerLevel: null` take what was said away. Widening is refused with input.invalid. */
export const setClientSwitchInputSchema = clientRefSchema.extend({
  serverId: serverIdSchema,
  capability: z.object({ kind: capabilityKindSchema, name: z.string().min(1).max(2048) }).optional(),
  enabled: z.boolean().nullable().optional(),
  dangerLevel: dangerLevelSchema.nullable().optional(),
});
export type SetClientSwitchInput = z.infer<typeof setClientSwitchInputSchema>;

/** One open MCP session. */
export const mcpSessionViewSchema = z.object({
  /** A reference for ending it; not the session id that clients send. */
  sessionRef: z.string(),
  principalId: principalIdSchema,
  clientKey: clientKeySchema,
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  era: z.enum(["legacy", "modern"]),
  ipAddress: z.string().nullable(),
  openedAt: z.string(),
  lastSeenAt: z.string(),
});
export type McpSessionView = z.infer<typeof mcpSessionViewSchema>;
