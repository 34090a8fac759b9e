import type { Principal } from "../principals/principal.ts";

/** What a person has allowed a client to do in their name, at one protected resource. */
export interface OAuthGrant {
  id: string;
  workspaceId: string;
  principalId: string;
  clientId: string;
  /** URL of the protected resource. */
  resource: string;
  scopes: readonly string[];
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
}

export interface OAuthGrantListing extends OAuthGrant {
  principalHandle: string;
  /** Null: the client is no row (it is built in, or gone). */
  clientName: string | null;
}

/** Port: grants. Expired ones are as good as gone. */
export interface OAuthGrantStore {
  list(
    workspaceId: string,
    filter: { principalId?: string; clientId?: string; now: number },
  ): Promise<OAuthGrantListing[]>;
  find(id: string): Promise<OAuthGrant | null>;
  insert(grant: OAuthGrant): Promise<void>;
  /** The grant with its codes and tokens, at once and for good. Answers the hashes of the access tokens that ended; null when there is no such grant. */
  revoke(id: string): Promise<{ grant: OAuthGrant; tokenHashes: string[] } | null>;
}

/** Port: who a grant or a client acts for, by internal id. */
export type FindPrincipalById = (id: string) => Promise<Principal | null>;
