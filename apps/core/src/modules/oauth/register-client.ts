import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { SecretMaker } from "./add-client.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import { readClientMetadata } from "./registration.ts";
import type { RequestRate } from "../network/request-rate.ts";

/** Somebody who registers and is never allowed anything is forgotten after this (A19). */
const UNUSED_FOR_MS = 24 * 3_600_000;

/** The answer to a registration (RFC 7591, section 3.2.1). The secret is nowhere else. */
export const registrationAnswer = (client: OAuthClient, secret: string | null): Record<string, unknown> => ({
  client_id: client.id,
  client_id_issued_at: Math.floor(client.createdAt / 1000),
  ...(secret !== null && { client_secret: secret, client_secret_expires_at: 0 }),
  client_name: client.name,
  ...(client.uri !== null && { client_uri: client.uri }),
  redirect_uris: client.redirectUris,
  grant_types: client.grantTypes,
  response_types: ["code"],
  token_endpoint_auth_method: client.authMethod,
  scope: client.scopes.join(" "),
});

/**
 * Dynamic client registration (RFC 7591): anybody may introduce an application, and nobody has allowed it anything by
 * that. Limited per address and altogether; what is not used within a day is forgotten (A19).
 *
 * Throws oauth_client.invalid, request.rate_limited, and request.unsupported while registration is switched off.
 */
export function createRegisterClient(deps: {
  clients: OAuthClientStore;
  make: SecretMaker;
  clock: Clock;
  rate: RequestRate;
  isEnabled: boolean;
}) {
  return async (metadata: unknown, ipAddress: string | null): Promise<Record<string, unknown>> => {
    if (!deps.isEnabled)
      throw new CoreError(
        "request.unsupported",
        "Clients cannot register themselves here. An administrator can add this one, or it can use the address of its metadata document as client_id.",
      );
    const description = readClientMetadata(metadata, "registration");
    deps.rate.enter(ipAddress);
    const secret = description.authMethod === "none" ? null : deps.make.newSecret();
    const now = deps.clock.now();
    const client: OAuthClient = {
      ...description,
      id: deps.make.newId("ocl"),
      workspaceId: null,
      origin: "dynamic",
      secretHash: secret === null ? null : deps.make.hashSecret(secret),
      principalId: null,
      createdAt: now,
      expiresAt: now + UNUSED_FOR_MS,
      fetchedAt: null,
    };
    await deps.clients.insert(client);
    return registrationAnswer(client, secret);
  };
}
