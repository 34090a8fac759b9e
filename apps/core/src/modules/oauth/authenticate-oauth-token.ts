import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CoreEvent, EventBus } from "../events.ts";
import type { AuthenticateBearer, BearerIdentity, ProtectedResource } from "../principals/bearer.ts";
import { createBearerCache } from "../principals/bearer-cache.ts";
import type { Credential, Principal } from "../principals/principal.ts";
import type { OAuthTokenRecord, OAuthTokenStore } from "./oauth-token-store.ts";
import type { OAuthResources } from "./resources.ts";

interface OAuthIdentity extends BearerIdentity {
  principal: Principal;
  credential: Extract<Credential, { kind: "oauth" }>;
  record: OAuthTokenRecord;
}

const REFUSAL =
  "This access token is not valid: it is unknown, expired, revoked, or for another resource. Sign in again.";

/** What a client that acts by itself has instead of a person's grant. */
export const grantOfClient = (clientId: string): string => `client:${clientId}`;

const isOfWorkspace = (event: CoreEvent) =>
  event.type === "oauth_clients.changed"
    ? ({ principal }: OAuthIdentity) => principal.workspaceId === event.workspaceId
    : null;

/**
 * Finds who is behind an access token of the authorization server, from memory when it is known there. The audience is
 * compared on every request: a token for another resource is as good as none (A3), and only a token with a scope of
 * this very resource opens it.
 *
 * Throws or rejects with auth.invalid_token (A2, A3, A7).
 */
export function createOAuthAuthenticator(deps: {
  tokens: OAuthTokenStore;
  resources: () => OAuthResources;
  hashToken: (token: string) => string;
  clock: Clock;
  events: EventBus;
}): AuthenticateBearer {
  const identify = createBearerCache<OAuthIdentity>({
    ...deps,
    async find(hash) {
      const found = await deps.tokens.findAccess(hash);
      if (!found) return null;
      const { token: record, principal } = found;
      const { clientId, scopes, expiresAt } = record;
      const grantId = record.grantId ?? grantOfClient(clientId);
      return {
        identity: {
          principal,
          credential: { kind: "oauth", clientId, grantId, tokenHash: hash, scopes, expiresAt },
          record,
        },
        expiresAt,
        lastUsedAt: null,
      };
    },
    touch: ({ record }, at) => deps.tokens.touch(record, at),
    outdatedBy: isOfWorkspace,
    refusal: REFUSAL,
  });

  const requireAudience = (identity: OAuthIdentity, resource: ProtectedResource): OAuthIdentity => {
    const { urlOf, scopesOf } = deps.resources();
    const { record } = identity;
    if (record.resource !== urlOf(resource) || !record.scopes.some((scope) => scopesOf(resource).includes(scope)))
      throw new CoreError("auth.invalid_token", REFUSAL, { detail: `a token for ${record.resource}` });
    return identity;
  };

  return (token, resource) => {
    const identity = identify(token);
    return identity instanceof Promise
      ? identity.then((known) => requireAudience(known, resource))
      : requireAudience(identity, resource);
  };
}
