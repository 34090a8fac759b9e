import type { Principal } from "../principals/principal.ts";

/** An access token as it was given out. */
export interface OAuthTokenRecord {
  hash: string;
  workspaceId: string;
  principalId: string;
  clientId: string;
  /** Null for `client_credentials`. */
  grantId: string | null;
  scopes: readonly string[];
  resource: string | null;
  expiresAt: number;
}

/** Port: access tokens, found by hash only. */
export interface OAuthTokenStore {
  /** With whom it acts for. Null when it is unknown or its client is switched off in the workspace. */
  findAccess(hash: string): Promise<{ token: OAuthTokenRecord; principal: Principal } | null>;
  /** Hashes of the access tokens that a client holds in a workspace. */
  listAccessHashes(workspaceId: string, clientId: string): Promise<string[]>;
  /** When a grant and its client were last used; only for people to look at. */
  touch(token: OAuthTokenRecord, at: number): Promise<void>;
  /** Takes away what has run out: codes, tokens, grants, requests, registrations that nobody used. */
  sweep(now: number): Promise<void>;
}
