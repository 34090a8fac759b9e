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

/** What one capability is for one client of a principal: the user's own switch, and what comes out of all layers. */
export const clientCapabilitySchema = z.object({
  kind: capabilityKindSchema,
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  /** What the client gets. */
  effect: z.enum(["allow", "deny", "require_approval", "require_approval_with_step_up"]),
  /** A rule looks at the arguments or the moment: the client sees it, and `deny` holds for no call at all. */
  dependsOnCall: z.boolean(),
  /** The user's own switch for this client; null: nothing said. */
  enabled: z.boolean().nullable(),
  /** The administrator's level; the user may only go above. */
  baseDangerLevel: dangerLevelSchema,
  dangerLevel: dangerLevelSchema,
  reason: z.string(),
});
export type ClientCapability = z.infer<typeof clientCapabilitySchema>;

/** What the administrators let this principal have, and what this client makes of it. Nothing else is named. */
export const clientCapabilitiesSchema = z.object({
  principalId: principalIdSchema,
  clientKey: clientKeySchema,
  servers: z.array(
    z.object({
      serverId: serverIdSchema,
      displayName: z.string(),
      /** Of the principal's own instance, where the server takes values of its users. */
      status: z.string(),
      /** The user's own switch for this client; null: nothing said. */
      enabled: z.boolean().nullable(),
      /** The server takes values of its users. */
      isConfigurable: z.boolean(),
      /** There are values for this principal: their own, or their owner's that are shared. */
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

/**
 * Layer 3. `enabled: null` and `dangerLevel: null` take what was said away. A level below the administrator's is refused
 * with input.invalid; switching on what is not the user's to have stores nothing.
 */
export const setClientSwitchInputSchema = clientRefSchema.extend({
  serverId: serverIdSchema,
  capability: z.object({ kind: capabilityKindSchema, name: z.string().min(1).max(2048) }).optional(),
  enabled: z.boolean().nullable().optional(),
  dangerLevel: dangerLevelSchema.nullable().optional(),
});
export type SetClientSwitchInput = z.infer<typeof setClientSwitchInputSchema>;

export const setClientSwitchOutputSchema = z.object({
  /** False: nothing was stored, and the note says why. */
  stored: z.boolean(),
  /** What the person should know, as a sentence: why nothing was stored, or why it stays off all the same. */
  note: z.string().nullable(),
  capabilities: clientCapabilitiesSchema,
});

export const listMcpSessionsInputSchema = z.object({ principalId: principalIdSchema.optional() });
export const mcpSessionRefSchema = z.object({ sessionRef: z.string().min(1).max(100) });

/** One open MCP session, or one open stream of a client without sessions. */
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
