import type { AdapterFactory } from "oidc-provider";
import { createClientAdapter } from "./client-adapter.ts";
import { createGrantAdapter } from "./grant-adapter.ts";
import type { PartialAdapter } from "./partial-adapter.ts";
import { createRequestAdapter } from "./request-adapter.ts";
import type { OidcStorage } from "./storage.ts";
import { createTokenAdapter } from "./token-adapter.ts";

const unused = async (): Promise<never> => {
  throw new TypeError("the authorization server stores nothing of this kind");
};

/** Signed-in browsers are the Console's alone: the library begins every request without a session of its own. */
const NO_SESSION: PartialAdapter = {
  find: async () => undefined,
  findByUid: async () => undefined,
  upsert: async () => {},
  destroy: async () => {},
};

/** The library's storage, model by model, over our tables. Whatever it has no use for here is refused. */
export function createOidcAdapter(storage: OidcStorage): AdapterFactory {
  const adapterOf = (model: string): PartialAdapter => {
    switch (model) {
      case "Client":
        return createClientAdapter(storage);
      case "Grant":
        return createGrantAdapter(storage);
      case "Interaction":
        return createRequestAdapter(storage);
      case "AuthorizationCode":
      case "AccessToken":
      case "RefreshToken":
      case "ClientCredentials":
        return createTokenAdapter(storage, model);
      case "Session":
        return NO_SESSION;
      default:
        return { find: unused };
    }
  };
  return (model) => ({
    upsert: unused,
    findByUserCode: unused,
    findByUid: unused,
    consume: unused,
    destroy: unused,
    revokeByGrantId: unused,
    ...adapterOf(model),
  });
}
