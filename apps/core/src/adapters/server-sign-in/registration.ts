import type { AuthorizationServerMetadata } from "@modelcontextprotocol/client";
import type { ServerOAuth } from "@peta/contract";
import { z } from "zod";
import type { SignInCredentials } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { Discovery } from "./discover.ts";

const clientSchema = z.object({
  /** `given`: by an administrator, whose launch has the secret. `document`: its id is where its metadata is. */
  kind: z.enum(["given", "document", "registered"]),
  id: z.string(),
  secret: z.string().nullable(),
  /** As which the authorization server has registered it. */
  method: z.string().nullable(),
  redirectUrl: z.string().nullable(),
  /** For which it was registered; null: nobody said. */
  scope: z.string().nullable(),
  /** Milliseconds since 1970; null: it does not end. */
  secretExpiresAt: z.number().nullable(),
});
/** What Core is to an authorization server. */
export type RegisteredClient = z.infer<typeof clientSchema>;

export const registrationSchema = z.object({
  client: clientSchema,
  tokenEndpoint: z.string(),
  tokenAuthMethods: z.array(z.string()),
  revocationEndpoint: z.string().nullable(),
  revocationAuthMethods: z.array(z.string()),
  /** Whether it says who it is when it answers (RFC 9207); null: it has no metadata to hold that against. */
  saysIssuer: z.boolean().nullable(),
  resource: z.string().nullable(),
});
/** What is kept between a sign-in and the next token: later, nothing is asked for and nothing found out again. */
export type Registration = z.infer<typeof registrationSchema>;

export function registrationOf(
  { metadata, issuer, resource, revocation }: Discovery,
  client: RegisteredClient,
): Registration {
  return {
    client: client.kind === "given" ? { ...client, secret: null } : client,
    tokenEndpoint: tokenEndpointOf({ metadata, issuer }),
    tokenAuthMethods: metadata?.token_endpoint_auth_methods_supported ?? [],
    revocationEndpoint: revocation.revocation_endpoint ?? null,
    revocationAuthMethods:
      revocation.revocation_endpoint_auth_methods_supported ?? metadata?.token_endpoint_auth_methods_supported ?? [],
    saysIssuer: metadata && metadata.authorization_response_iss_parameter_supported === true,
    resource,
  };
}

/** Null: it is of another form than what is written today. */
export const readRegistration = (stored: Record<string, unknown>): Registration | null =>
  registrationSchema.safeParse(stored).data ?? null;

/** The client with its secret, which for a given one is in the launch. Null: another client is set there now. */
export function withGivenSecret(client: RegisteredClient, oauth: ServerOAuth): RegisteredClient | null {
  if (client.kind !== "given") return oauth.clientId === undefined ? client : null;
  return oauth.clientId === client.id ? { ...client, secret: oauth.clientSecret ?? null } : null;
}

export const tokenEndpointOf = ({ metadata, issuer }: Pick<Discovery, "metadata" | "issuer">): string =>
  metadata?.token_endpoint ?? String(new URL("/token", issuer));

/** As much of the metadata as a request for tokens reads. */
export const storedMetadata = (
  { issuer }: Pick<SignInCredentials, "issuer">,
  { tokenEndpoint, saysIssuer }: Registration,
): AuthorizationServerMetadata => ({
  issuer,
  authorization_endpoint: tokenEndpoint,
  token_endpoint: tokenEndpoint,
  response_types_supported: ["code"],
  authorization_response_iss_parameter_supported: saysIssuer === true,
});
