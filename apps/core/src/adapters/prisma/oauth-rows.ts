import type { OAuthClient as ClientRow, OAuthGrant as GrantRow } from "@peta/db";
import type { ClientAuthMethod, ClientGrantType, OAuthClient } from "../../modules/oauth/oauth-client.ts";
import type { OAuthGrant } from "../../modules/oauth/oauth-grant-store.ts";

export const toOAuthClient = (row: ClientRow): OAuthClient => ({
  id: row.id,
  workspaceId: row.workspaceId,
  origin: row.origin,
  name: row.name,
  uri: row.uri,
  redirectUris: row.redirectUris,
  grantTypes: row.grantTypes as ClientGrantType[],
  authMethod: row.authMethod as ClientAuthMethod,
  scopes: row.scopes,
  secretHash: row.secretHash,
  principalId: row.principalId,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt?.getTime() ?? null,
  fetchedAt: row.fetchedAt?.getTime() ?? null,
});

const date = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** Columns of a client's row. */
export const fromOAuthClient = (client: OAuthClient) => {
  if (client.origin === "built_in") throw new TypeError("the built-in client is no row");
  return {
    ...client,
    origin: client.origin,
    redirectUris: [...client.redirectUris],
    grantTypes: [...client.grantTypes],
    scopes: [...client.scopes],
    createdAt: new Date(client.createdAt),
    expiresAt: date(client.expiresAt),
    fetchedAt: date(client.fetchedAt),
  };
};

export const toOAuthGrant = (row: GrantRow): OAuthGrant => ({
  id: row.id,
  workspaceId: row.workspaceId,
  principalId: row.principalId,
  clientId: row.clientId,
  resource: row.resource,
  scopes: row.scopes,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt.getTime(),
  lastUsedAt: row.lastUsedAt?.getTime() ?? null,
});
