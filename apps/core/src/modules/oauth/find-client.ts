import type { OAuthClient } from "./oauth-client.ts";
import { DESK_CLIENT } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import { isDocumentUrl } from "./metadata-documents.ts";

/**
 * Who a client id names: the built-in client, a stored one, or one with a metadata document. Null for nobody. Throws
 * oauth_client.invalid for an address without a good document.
 */
export const createFindClient =
  (deps: { clients: OAuthClientStore; readDocument: (clientId: string) => Promise<OAuthClient> }) =>
  async (clientId: string): Promise<OAuthClient | null> => {
    if (clientId === DESK_CLIENT.id) return DESK_CLIENT;
    return isDocumentUrl(clientId) ? deps.readDocument(clientId) : deps.clients.find(clientId);
  };
