import { CoreError } from "../../errors.ts";
import type { SignInCredentials, SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { RefusedClients } from "./choose-client.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { obtainToken } from "./obtain-token.ts";
import { readRegistration, storedMetadata, withGivenSecret } from "./registration.ts";
import { signInRequired, withCode } from "./sign-in-errors.ts";
import { toCredentials } from "./to-credentials.ts";
import { isClientRefusal, toTokenError } from "./token-errors.ts";
import type { Tools } from "./tools.ts";

/** The next token without anybody: nothing is asked for, found out or registered. `SignInFlow.renew` says what it throws. */
export async function renewTokens(
  tools: Tools,
  credentials: SignInCredentials,
  request: SignInRequest,
  refused: RefusedClients,
): Promise<SignInCredentials> {
  try {
    if (credentials.serverUrl !== request.launch.url)
      throw signInRequired("The address of the server is another one than at the sign-in. Sign in again.");
    if (request.oauth.grant !== "client_credentials") return await refresh(tools, credentials, request, refused);
  } catch (error) {
    if (error instanceof CoreError && error.code === "server.sign_in_failed")
      throw withCode("server.sign_in_required", error);
    throw error;
  }
  // No person can sign in: what fails is Core's own sign-in.
  return obtainToken(tools, { ...request, known: credentials });
}

async function refresh(
  { sdk, fetch, clock }: Tools,
  credentials: SignInCredentials,
  { oauth }: SignInRequest,
  refused: RefusedClients,
): Promise<SignInCredentials> {
  const { issuer, refreshToken } = credentials;
  if (refreshToken === null)
    throw signInRequired(
      "The access token has ended, and the authorization server gave nothing to renew it with. Sign in again.",
    );
  const registration = readRegistration(credentials.registration);
  const client = registration && withGivenSecret(registration.client, oauth);
  if (registration === null || client === null)
    throw signInRequired("The server was signed in to as another client than the one that is set now. Sign in again.");
  try {
    const tokens = await sdk.refreshAuthorization(issuer, {
      metadata: storedMetadata(credentials, registration),
      clientInformation: { client_id: client.id },
      refreshToken,
      ...(registration.resource !== null && { resource: registration.resource }),
      addClientAuthentication: clientAuthentication(sdk, client, registration.tokenAuthMethods),
      fetchFn: fetch,
    });
    return toCredentials(tokens, { ...credentials, refreshToken }, clock.now());
  } catch (error) {
    if (isClientRefusal(sdk, error)) refused.add(issuer, client.id);
    throw toTokenError(sdk, error, issuer, [refreshToken, credentials.accessToken, client.secret]);
  }
}
