import { z } from "zod";
import { displayNameSchema, principalIdSchema } from "./ids.ts";

/** Scopes of `<url>/mcp`, and the one of `<url>/user` that only the desktop application gets. */
export const MCP_SCOPES = ["mcp:tools", "mcp:resources", "mcp:prompts"] as const;
export const USER_SCOPE = "peta:user";
export const OAUTH_SCOPES = [...MCP_SCOPES, USER_SCOPE] as const;
export type OAuthScope = (typeof OAUTH_SCOPES)[number];

/** The built-in public client of the desktop application; its redirect is a loopback address. */
export const DESK_CLIENT_ID = "peta-desk";
/** Path of that redirect on `http://127.0.0.1:<any port>` and `http://[::1]:<any port>`. */
export const DESK_REDIRECT_PATH = "/callback";

/**
 * How a client came here: registered by itself, by its metadata document's URL, by an administrator, or as a part of
 * the product.
 */
export const oauthClientOriginSchema = z.enum(["dynamic", "metadata_document", "administrator", "built_in"]);
export type OAuthClientOrigin = z.infer<typeof oauthClientOriginSchema>;

/** What the consent page shows before a person decides. */
export const oauthConsentSchema = z.object({
  clientId: z.string(),
  clientName: z.string(),
  clientUri: z.string().nullable(),
  origin: oauthClientOriginSchema,
  /** Host that the answer goes to; for an application's own scheme, the scheme: `cursor:`. */
  redirectHost: z.string(),
  /** The answer goes to a program on this device, which nobody can tell from another one. */
  isLoopbackRedirect: z.boolean(),
  scopes: z.array(z.object({ scope: z.string(), description: z.string() })),
  resource: z.string(),
  /** Who would be acted for, and in which workspace. */
  principalId: principalIdSchema,
  displayName: z.string(),
  workspaceName: z.string(),
  /** Allowed before with the same scopes. */
  isKnown: z.boolean(),
  expiresAt: z.string(),
});
export type OAuthConsent = z.infer<typeof oauthConsentSchema>;

export const oauthConsentRefSchema = z.object({ interactionId: z.string().min(1).max(200) });
export const decideOAuthConsentInputSchema = oauthConsentRefSchema.extend({
  decision: z.enum(["allow", "deny"]),
  /** The scopes that stay; a subset of those asked for. */
  scopes: z.array(z.string()).optional(),
});
/** Where the browser goes next. */
export const decideOAuthConsentOutputSchema = z.object({ redirectTo: z.string() });

export const oauthClientViewSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  origin: oauthClientOriginSchema,
  redirectUris: z.array(z.string()),
  grantTypes: z.array(z.string()),
  authMethod: z.string(),
  scopes: z.array(z.string()),
  /** `client_credentials`: the agent that the client acts as. */
  principalId: principalIdSchema.nullable(),
  enabled: z.boolean(),
  activeGrants: z.number(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type OAuthClientView = z.infer<typeof oauthClientViewSchema>;

export const addOAuthClientInputSchema = z.object({
  name: displayNameSchema,
  redirectUris: z.array(z.url()).max(20).default([]),
  grantTypes: z
    .array(z.enum(["authorization_code", "refresh_token", "client_credentials"]))
    .min(1)
    .default(["authorization_code", "refresh_token"]),
  /** A confidential client gets a secret, shown once. */
  confidential: z.boolean().default(true),
  scopes: z
    .array(z.enum(MCP_SCOPES))
    .min(1)
    .default([...MCP_SCOPES]),
  /** Needed for `client_credentials`: the agent that the client acts as. */
  principalId: principalIdSchema.optional(),
});
export const addOAuthClientOutputSchema = oauthClientViewSchema.extend({ clientSecret: z.string().nullable() });
export const oauthClientRefSchema = z.object({ clientId: z.string().min(1).max(2048) });
export const setOAuthClientInputSchema = oauthClientRefSchema.extend({ enabled: z.boolean() });

export const listOAuthGrantsInputSchema = z
  .object({
    /** For administrators: somebody else's, or those of one client. Without either: the caller's own. */
    principalId: principalIdSchema.optional(),
    clientId: z.string().min(1).max(2048).optional(),
  })
  .optional();

/** What a person has allowed an application to do. */
export const oauthGrantViewSchema = z.object({
  grantId: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  principalId: principalIdSchema,
  scopes: z.array(z.string()),
  resource: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type OAuthGrantView = z.infer<typeof oauthGrantViewSchema>;
export const oauthGrantRefSchema = z.object({ grantId: z.string().min(1).max(200) });
