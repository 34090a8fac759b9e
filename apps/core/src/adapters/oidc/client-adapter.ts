import { type ClientMetadata, errors } from "oidc-provider";
import { CoreError } from "../../errors.ts";
import type { OAuthClient } from "../../modules/oauth/oauth-client.ts";
import { isActive } from "../../modules/principals/principal.ts";
import type { PartialAdapter } from "./partial-adapter.ts";
import type { OidcStorage } from "./storage.ts";

const toMetadata = (client: OAuthClient): ClientMetadata => ({
  client_id: client.id,
  client_name: client.name,
  // Our own rule decides which redirect addresses are good; this type lets all of them through the library's schema.
  application_type: "native",
  redirect_uris: [...client.redirectUris],
  grant_types: [...client.grantTypes],
  response_types: client.grantTypes.includes("authorization_code") ? ["code"] : [],
  scope: client.scopes.join(" "),
  token_endpoint_auth_method: client.authMethod,
  id_token_signed_response_alg: "EdDSA",
  // Compared as a hash: `compareClientSecret` is ours.
  ...(client.secretHash !== null && { client_secret: client.secretHash }),
});

/**
 * Who a client id names. Nobody, as far as the authorization server is concerned, while an administrator has switched
 * the client off in its own workspace, or while the agent that it acts as is disabled.
 */
export function createClientAdapter(storage: OidcStorage): PartialAdapter {
  const isUsable = async (client: OAuthClient): Promise<boolean> => {
    if (client.workspaceId !== null && !(await storage.clients.isEnabled(client.workspaceId, client.id))) return false;
    if (client.principalId === null) return true;
    const agent = await storage.findPrincipalById(client.principalId);
    return agent !== null && isActive(agent, storage.now());
  };
  return {
    async find(id) {
      try {
        const client = await storage.findClient(id);
        return client && (await isUsable(client)) ? toMetadata(client) : undefined;
      } catch (error) {
        if (error instanceof CoreError && error.code === "oauth_client.invalid")
          throw new errors.InvalidClient(error.message);
        throw error;
      }
    },
  };
}
