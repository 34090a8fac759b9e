import type { OAuthClientView, OAuthGrantView } from "@peta/contract";
import { iso, isoOrNull } from "../iso-time.ts";
import { DESK_CLIENT, type OAuthClientUse } from "./oauth-client.ts";
import type { OAuthGrantListing } from "./oauth-grant-store.ts";

export const toClientView = ({ client, ...use }: OAuthClientUse): OAuthClientView => ({
  clientId: client.id,
  name: client.name,
  origin: client.origin,
  redirectUris: [...client.redirectUris],
  grantTypes: [...client.grantTypes],
  authMethod: client.authMethod,
  scopes: [...client.scopes],
  principalId: use.principalHandle,
  enabled: use.enabled,
  activeGrants: use.activeGrants,
  createdAt: iso(use.createdAt),
  lastUsedAt: isoOrNull(use.lastUsedAt),
});

export const toGrantView = (grant: OAuthGrantListing): OAuthGrantView => ({
  grantId: grant.id,
  clientId: grant.clientId,
  clientName: grant.clientName ?? (grant.clientId === DESK_CLIENT.id ? DESK_CLIENT.name : grant.clientId),
  principalId: grant.principalHandle,
  scopes: [...grant.scopes],
  resource: grant.resource,
  createdAt: iso(grant.createdAt),
  expiresAt: iso(grant.expiresAt),
  lastUsedAt: isoOrNull(grant.lastUsedAt),
});
