import { MCP_SCOPES, OAUTH_SCOPES } from "@peta/contract";
import type { ProtectedResource } from "../principals/bearer.ts";
import type { OAuthResources } from "./resources.ts";

/** Paths of the authorization server, below the issuer. */
export const OAUTH_PATHS = {
  authorize: "/oauth/authorize",
  token: "/oauth/token",
  register: "/oauth/register",
  introspect: "/oauth/introspect",
  revoke: "/oauth/revoke",
} as const;

/** How public and confidential clients prove who they are. */
const AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"];
const CONFIDENTIAL_METHODS = ["client_secret_basic", "client_secret_post"];

/**
 * Authorization server metadata (RFC 8414, section 2), with what RFC 9207 and client-id metadata documents add.
 * @param canRegister dynamic registration is not switched off (A19)
 */
export const authorizationServerMetadata = ({ issuer }: OAuthResources, canRegister: boolean) => ({
  issuer,
  authorization_endpoint: issuer + OAUTH_PATHS.authorize,
  token_endpoint: issuer + OAUTH_PATHS.token,
  ...(canRegister && { registration_endpoint: issuer + OAUTH_PATHS.register }),
  introspection_endpoint: issuer + OAUTH_PATHS.introspect,
  revocation_endpoint: issuer + OAUTH_PATHS.revoke,
  scopes_supported: OAUTH_SCOPES,
  response_types_supported: ["code"],
  response_modes_supported: ["query"],
  grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
  token_endpoint_auth_methods_supported: AUTH_METHODS,
  revocation_endpoint_auth_methods_supported: AUTH_METHODS,
  introspection_endpoint_auth_methods_supported: CONFIDENTIAL_METHODS,
  code_challenge_methods_supported: ["S256"],
  authorization_response_iss_parameter_supported: true,
  client_id_metadata_document_supported: true,
});

/**
 * Protected resource metadata (RFC 9728, section 2).
 * @param seenAt the URL by which the client reaches Core; its clients compare it with what they were given
 */
export const protectedResourceMetadata = (resources: OAuthResources, resource: ProtectedResource, seenAt: string) => ({
  resource: seenAt + new URL(resources.urlOf(resource)).pathname,
  authorization_servers: [resources.issuer],
  scopes_supported: resources.scopesOf(resource),
  bearer_methods_supported: ["header"],
  resource_name: resource === "mcp" ? "Peta" : "Peta for people",
});

/** Where a resource's metadata is (RFC 9728, section 3.1: the path comes after the well-known name). */
export const resourceMetadataUrl = (seenAt: string, resource: ProtectedResource): string =>
  `${seenAt}/.well-known/oauth-protected-resource${resource === "mcp" ? "/mcp" : "/user"}`;

/** What the challenge of a refused request asks for when nothing else is known. */
export const MCP_SCOPE_LIST = MCP_SCOPES.join(" ");
