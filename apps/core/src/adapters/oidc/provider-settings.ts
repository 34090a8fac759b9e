import { DESK_CLIENT_ID, OAUTH_SCOPES } from "@peta/contract";
import { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { CoreError } from "../../errors.ts";
import { interactionPath } from "../../modules/oauth/consent.ts";
import { OAUTH_PATHS } from "../../modules/oauth/metadata.ts";
import type { OAuthResources } from "../../modules/oauth/resources.ts";
import { chooseScopes } from "../../modules/oauth/scopes.ts";
import { isActive } from "../../modules/principals/principal.ts";
import { createOidcAdapter } from "./oidc-adapter.ts";
import { signingKey } from "./signing-key.ts";
import type { OidcStorage } from "./storage.ts";

const MINUTE = 60;
const DAY = 86_400;
/** How long what the authorization server gives out is good, in seconds. */
export const LIFETIMES = {
  AuthorizationCode: 5 * MINUTE,
  AccessToken: 60 * MINUTE,
  ClientCredentials: 60 * MINUTE,
  RefreshToken: 30 * DAY,
  Grant: 180 * DAY,
  Interaction: 15 * MINUTE,
  Session: 15 * MINUTE,
};

export interface ProviderSettings {
  resources: OAuthResources;
  storage: OidcStorage;
  cookieKey: Uint8Array;
  signingSeed: Uint8Array;
  renderError: NonNullable<Configuration["renderError"]>;
}

/**
 * Every request asks a person, whatever was allowed before: nothing a browser still holds from an earlier sign-in
 * answers for them (A11). One page answers both prompts.
 */
function askEveryTime(): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.clear();
  for (const name of ["login", "consent"] as const) {
    const isOpen = new Check(`${name}_needed`, "a person has to answer", (ctx: KoaContextWithOIDC) =>
      ctx.oidc.result?.[name] === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
    );
    policy.add(new Prompt({ name, requestable: true }, isOpen));
  }
  return policy;
}

/** What a request may be about: a resource of this client, and the scopes of it that the client may have. */
function describeResource(resources: OAuthResources, ctx: KoaContextWithOIDC, indicator: string) {
  const { client, params, route } = ctx.oidc;
  const resource = resources.find(indicator);
  // The user's own API is the desktop application's, and the desktop application is for nothing else.
  if (!client || resource === null || (resource === "user") !== (client.clientId === DESK_CLIENT_ID))
    throw new errors.InvalidTarget("resource must be the URL of the MCP endpoint");
  if (params && (route === "authorization" || params.grant_type === "client_credentials")) {
    if (Array.isArray(params.resource)) throw new errors.InvalidTarget("one resource may be asked for at a time");
    params.scope = scopesFor(client, params.scope as string | undefined)
      .filter((scope) => resources.scopesOf(resource).includes(scope))
      .join(" ");
  }
  return {
    scope: resources.scopesOf(resource).join(" "),
    audience: resources.urlOf(resource),
    accessTokenFormat: "opaque" as const,
    accessTokenTTL: LIFETIMES.AccessToken,
  };
}

function scopesFor(client: { clientId: string; scope?: string | undefined }, asked: string | undefined): string[] {
  try {
    return chooseScopes({ id: client.clientId, scopes: client.scope?.split(" ") ?? [] }, asked);
  } catch (error) {
    if (error instanceof CoreError) throw new errors.InvalidScope(error.message, asked ?? "");
    throw error;
  }
}

/** How the library is set up: what OAuth 2.1 and MCP ask for is on, everything else is off. */
export function providerSettings({ resources, storage, ...settings }: ProviderSettings): Configuration {
  const isSecure = resources.issuer.startsWith("https:");
  const cookie = { httpOnly: true, sameSite: "lax", signed: true, secure: isSecure } as const;
  const off = { enabled: false } as const;
  return {
    adapter: createOidcAdapter(storage),
    jwks: { keys: [signingKey(settings.signingSeed)] },
    enabledJWA: { idTokenSigningAlgValues: ["EdDSA"] },
    clientDefaults: { id_token_signed_response_alg: "EdDSA" },
    cookies: {
      keys: [Buffer.from(settings.cookieKey).toString("base64url")],
      names: { session: SESSION_COOKIE, interaction: "peta-oauth", resume: "peta-oauth-resume" },
      long: cookie,
      short: cookie,
    },
    routes: {
      authorization: OAUTH_PATHS.authorize,
      token: OAUTH_PATHS.token,
      introspection: OAUTH_PATHS.introspect,
      revocation: OAUTH_PATHS.revoke,
    },
    scopes: [...OAUTH_SCOPES],
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
    claims: {},
    clockTolerance: 0,
    pkce: { required: () => true },
    ttl: LIFETIMES,
    features: {
      devInteractions: off,
      dPoP: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      // The registration endpoint is ours: it has limits, and clients that run out.
      registration: off,
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => mayIntrospect(storage, client, token) },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client, oneOf) =>
          oneOf ?? resources.urlOf(client?.clientId === DESK_CLIENT_ID ? "user" : "mcp"),
        getResourceServerInfo: (ctx, indicator) => describeResource(resources, ctx, indicator),
      },
    },
    interactions: { policy: askEveryTime(), url: (_ctx, { uid }) => interactionPath(uid) },
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    renderError: settings.renderError,
    async findAccount(ctx, id) {
      const principal = await storage.findPrincipalById(id);
      const clientId = ctx.oidc.client?.clientId ?? "";
      if (!principal || !isActive(principal, storage.now())) return undefined;
      if (!(await storage.clients.isEnabled(principal.workspaceId, clientId))) return undefined;
      return { accountId: id, claims: async () => ({ sub: id }) };
    },
  };
}

/** The library insists on a session of its own. It is taken out of every request and every answer. */
export const SESSION_COOKIE = "peta-oauth-none";

/**
 * A client with a secret may look at its own tokens; one of a workspace's own also at those of others there. What no
 * wire would let in is not active for anybody.
 */
async function mayIntrospect(
  storage: OidcStorage,
  asking: { clientId: string; clientAuthMethod?: string | undefined },
  token: { clientId?: string | undefined; accountId?: string | undefined },
): Promise<boolean> {
  if (asking.clientAuthMethod === "none") return false;
  const clientId = token.clientId ?? "";
  const principalId = token.accountId ?? (await storage.findClient(clientId))?.principalId ?? "";
  const principal = await storage.findPrincipalById(principalId);
  if (!principal || !isActive(principal, storage.now())) return false;
  if (!(await storage.clients.isEnabled(principal.workspaceId, clientId))) return false;
  if (clientId === asking.clientId) return true;
  return (await storage.findClient(asking.clientId))?.workspaceId === principal.workspaceId;
}
