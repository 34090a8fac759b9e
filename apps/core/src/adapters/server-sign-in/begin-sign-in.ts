import { z } from "zod";
import { tlsSchema } from "@peta/contract";
import type { PendingSignIn, PersonSignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { chooseClient, type RefusedClients } from "./choose-client.ts";
import { chooseScope } from "./choose-scope.ts";
import { type Discovery, discover } from "./discover.ts";
import { registrationOf, registrationSchema, tokenEndpointOf } from "./registration.ts";
import { hostOf, signInFailed } from "./sign-in-errors.ts";
import type { Sdk, Tools } from "./tools.ts";

/** What a sign-in needs when its person comes back. */
export const memoSchema = z.object({
  serverUrl: z.string(),
  tls: tlsSchema.nullable(),
  redirectUrl: z.string(),
  codeVerifier: z.string(),
  /** Of a client that an administrator has given; it is not kept any longer than that. */
  givenSecret: z.string().nullable(),
  registration: registrationSchema,
});
export type SignInMemo = z.infer<typeof memoSchema>;

/** Finds out where the person signs in, and as which client. `SignInFlow.begin` says what it throws. */
export async function beginSignIn(
  tools: Tools,
  request: PersonSignInRequest,
  refused: RefusedClients,
): Promise<PendingSignIn> {
  const found = await discover(tools, request);
  requireCodeFlow(tools.sdk, found);
  const scope = chooseScope(tools, request, found);
  const client = await chooseClient(tools, request, found, scope, refused);
  const { launch, redirectUrl, state } = request;
  const { authorizationUrl, codeVerifier } = await tools.sdk.startAuthorization(found.issuer, {
    ...(found.metadata !== null && { metadata: found.metadata }),
    clientInformation: { client_id: client.id },
    redirectUrl,
    state,
    ...(scope !== null && { scope }),
    ...(found.resource !== null && { resource: found.resource }),
  });
  const memo: SignInMemo = {
    serverUrl: launch.url,
    tls: launch.tls ?? null,
    redirectUrl,
    codeVerifier,
    givenSecret: client.kind === "given" ? client.secret : null,
    registration: registrationOf(found, client),
  };
  return { authorizationUrl: authorizationUrl.href, issuer: found.issuer, scope, memo };
}

/** Nobody is sent to sign in for nothing, nor to anything but a page of the web (A16). */
function requireCodeFlow({ assertSecureTokenEndpoint }: Sdk, found: Discovery): void {
  const { metadata, issuer } = found;
  const host = hostOf(issuer);
  try {
    assertSecureTokenEndpoint(tokenEndpointOf(found));
  } catch {
    throw signInFailed(
      `The authorization server ${host} takes requests for tokens without https, and Core sends no secret there.`,
    );
  }
  if (metadata === null) return;
  if (!/^https?:$/.test(new URL(metadata.authorization_endpoint).protocol))
    throw signInFailed(
      `The authorization server ${host} signs people in at an address that is neither http nor https. Core opens no such address; tell whoever runs the server.`,
    );
  if (!metadata.response_types_supported.includes("code"))
    throw signInFailed(
      `The authorization server ${host} gives no authorization codes (response type "code"), and MCP has no other way to sign a person in.`,
    );
  if (!metadata.code_challenge_methods_supported?.includes("S256"))
    throw signInFailed(
      `The authorization server ${host} does not say in its metadata that it supports PKCE with S256, and without it MCP allows no sign-in. Tell whoever runs it.`,
    );
}
