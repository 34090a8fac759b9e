import { z } from "zod";
import { displayNameSchema, principalIdSchema } from "./ids.ts";

/** Scopes of `<url>/mcp`, and the one of `<url>/user` that only the desktop application gets. */
export const MCP_SCOPES = ["mcp:tools", "mcp:resources", "mcp:prompts"] as const;
export const USER_SCOPE = "peta:user";
export const OAUTH_SCOPES = [...MCP_SCOPES, USER_SCOPE] as const;
export type OAuthScope = (typeof OAUTH_SCOPES)[number];

/** The built-in public client of the desktop application; its redirect is a loopback address. */
export const DESK_CLIENT_ID = "peta-desk";

/** What the consent page shows before a person decides. */
export const oauthConsentSchema = z.object({
  clientId: z.string(),
  clientName: z.string(),
  clientUri: z.string().nullable(),
  /** How the client came here: registered by itself, by its metadata document's URL, by an administrator, built in. */
  origin: z.enum(["dynamic", "metadata_document", "administrator", "built_in"]),
  /** Host that the answer goes to. */
  redirectHost: z.string(),
  isLoopbackRedirect: z.boolean(),
  scopes: z.array(z.object({ scope: z.string(), description: z.string() })),
  resource: z.string(),
  /** Who would be acted for. */
  principalId: principalIdSchema,
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
  origin: z.enum(["dynamic", "metadata_document", "administrator", "built_in"]),
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
  scopes: z.array(z.enum(MCP_SCOPES)).min(1).default([...MCP_SCOPES]),
  /** Needed for `client_credentials`: the agent that the client acts as. */
  principalId: principalIdSchema.optional(),
});
export const addOAuthClientOutputSchema = oauthClientViewSchema.extend({ clientSecret: z.string().nullable() });
export const oauthClientRefSchema = z.object({ clientId: z.string().min(1).max(2048) });
export const setOAuthClientInputSchema = oauthClientRefSchema.extend({ enabled: z.boolean() });

/** What a person has allowed an application to do. */
export const oauthGrantViewSchema = z.object({
  grantId: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  principalId: principalIdSchema,
  scopes: z.array(z.string()),
  resource: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});
export type OAuthGrantView = z.infer<typeof oauthGrantViewSchema>;
export const oauthGrantRefSchema = z.object({ grantId: z.string().min(1).max(200) });
