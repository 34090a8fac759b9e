import type { Credential, Principal } from "./principal.ts";

/**
 * What a bearer token is good for. `mcp`: the MCP endpoint. `user`: what a person does for themself (Desk, `/user`,
 * Socket.IO, the typed API); only opaque tokens and those of the first-party application reach it.
 */
export type ProtectedResource = "mcp" | "user";

/** Who is behind a bearer token. */
export interface BearerIdentity {
  principal: Principal;
  credential: Extract<Credential, { tokenHash: string }>;
}

/**
 * Finds who is behind a bearer token, synchronously when it is known already. Throws or rejects with CoreError
 * auth.invalid_token for everything that is not a good token for this very resource (A2, A3).
 */
export type AuthenticateBearer = (
  token: string,
  resource: ProtectedResource,
) => BearerIdentity | Promise<BearerIdentity>;
