import { LEGACY_TOKEN, type TokenIdentity } from "./authenticate-token.ts";
import type { AuthenticateBearer, BearerIdentity } from "./bearer.ts";

/** Opaque tokens say what they are, those of the former product by their form. Everything else is OAuth's. */
const isOpaqueToken = (token: string): boolean => token.startsWith("peta_") || LEGACY_TOKEN.test(token);

const toBearer = ({ principal, tokenId, tokenHash, expiresAt }: TokenIdentity): BearerIdentity => ({
  principal,
  credential: { kind: "token", tokenId, tokenHash, expiresAt },
});

/** Who is behind a bearer token of whatever kind. */
export function createAuthenticateBearer(deps: {
  authenticateToken: (token: string) => TokenIdentity | Promise<TokenIdentity>;
  authenticateOAuth: AuthenticateBearer;
}): AuthenticateBearer {
  // An identity that is in memory comes with every request; one object for it lets others remember by it too.
  const bearers = new WeakMap<TokenIdentity, BearerIdentity>();
  const bearerOf = (identity: TokenIdentity): BearerIdentity => {
    let bearer = bearers.get(identity);
    if (!bearer) bearers.set(identity, (bearer = toBearer(identity)));
    return bearer;
  };
  return (token, resource) => {
    if (!isOpaqueToken(token)) return deps.authenticateOAuth(token, resource);
    const identity = deps.authenticateToken(token);
    return identity instanceof Promise ? identity.then(bearerOf) : bearerOf(identity);
  };
}
