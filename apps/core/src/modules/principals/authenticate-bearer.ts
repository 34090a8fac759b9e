import { LEGACY_TOKEN, type TokenIdentity } from "./authenticate-token.ts";
import type { AuthenticateBearer, BearerIdentity } from "./bearer.ts";

/** Opaque tokens say what they are, those of the former product by their form. Everything else is OAuth's. */
const isOpaqueToken = (token: string): boolean => token.startsWith("peta_") || LEGACY_TOKEN.test(token);

const toBearer = ({ principal, tokenId, tokenHash, expiresAt }: TokenIdentity): BearerIdentity => ({
  principal,
  credential: { kind: "token", tokenId, tokenHash, expiresAt },
});

/** Who is behind a bearer token of whatever kind. */
export const createAuthenticateBearer =
  (deps: {
    authenticateToken: (token: string) => TokenIdentity | Promise<TokenIdentity>;
    authenticateOAuth: AuthenticateBearer;
  }): AuthenticateBearer =>
  (token, resource) => {
    if (!isOpaqueToken(token)) return deps.authenticateOAuth(token, resource);
    const identity = deps.authenticateToken(token);
    return identity instanceof Promise ? identity.then(toBearer) : toBearer(identity);
  };
