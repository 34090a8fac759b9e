import type { SignInCredentials, SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { givenClient, requireSameIssuer } from "./choose-client.ts";
import { chooseScope } from "./choose-scope.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { discover } from "./discover.ts";
import { registrationOf } from "./registration.ts";
import { hostOf, signInFailed } from "./sign-in-errors.ts";
import { toCredentials } from "./to-credentials.ts";
import { toTokenError } from "./token-errors.ts";
import type { Tools } from "./tools.ts";

/** RFC 6749, section 4.4: a token for Core itself. `SignInFlow.obtain` says what it throws. */
export async function obtainToken(tools: Tools, request: SignInRequest): Promise<SignInCredentials> {
  const { sdk, fetch, clock } = tools;
  const { launch } = request;
  const client = givenClient(request);
  if (client === null || client.secret === null)
    throw signInFailed("The grant client_credentials needs a client id and its secret: set both.");
  const found = await discover(tools, request);
  const { issuer, metadata, resource } = found;
  if (metadata === null)
    throw signInFailed(
      `The server ${hostOf(launch.url)} does not say which authorization server gives tokens for it, so Core sends its client secret nowhere. Tell whoever runs the server.`,
    );
  requireSameIssuer(request, issuer);
  const scope = chooseScope(tools, request, found);
  try {
    const tokens = await sdk.fetchToken(
      {
        redirectUrl: undefined,
        clientMetadata: { redirect_uris: [] },
        clientInformation: () => ({ client_id: client.id, issuer }),
        addClientAuthentication: clientAuthentication(
          sdk,
          client,
          metadata.token_endpoint_auth_methods_supported ?? [],
        ),
        prepareTokenRequest: (asked) =>
          new URLSearchParams({ grant_type: "client_credentials", ...(asked !== undefined && { scope: asked }) }),
        tokens: () => undefined,
        saveTokens: () => {},
        redirectToAuthorization: () => {},
        saveCodeVerifier: () => {},
        codeVerifier: () => "",
      },
      issuer,
      {
        metadata,
        ...(resource !== null && { resource }),
        ...(scope !== null && { scope }),
        fetchFn: fetch,
      },
    );
    const registration = registrationOf(found, client);
    const kept = { serverUrl: launch.url, issuer, scope, registration, refreshToken: null };
    return { ...toCredentials(tokens, kept, clock.now()), refreshToken: null };
  } catch (error) {
    throw toTokenError(sdk, error, issuer, [client.secret], true);
  }
}
