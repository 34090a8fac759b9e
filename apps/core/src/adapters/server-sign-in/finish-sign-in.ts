import type { PendingSignIn, SignInCredentials } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { SignInMemo } from "./begin-sign-in.ts";
import type { RefusedClients } from "./choose-client.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { storedMetadata } from "./registration.ts";
import { toCredentials } from "./to-credentials.ts";
import { isClientRefusal, toTokenError } from "./token-errors.ts";
import type { Tools } from "./tools.ts";

/** Exchanges the code for tokens, where the sign-in began and nowhere else. `SignInFlow.finish` says what it throws. */
export async function finishSignIn(
  { sdk, fetch, clock }: Tools,
  { issuer, scope }: Pick<PendingSignIn, "issuer" | "scope">,
  { serverUrl, redirectUrl, codeVerifier, givenSecret, registration }: SignInMemo,
  answer: { code: string; issuer: string | null },
  refused: RefusedClients,
): Promise<SignInCredentials> {
  const { client, resource, saysIssuer, tokenAuthMethods } = registration;
  const authenticated = client.kind === "given" ? { ...client, secret: givenSecret } : client;
  try {
    const tokens = await sdk.exchangeAuthorization(issuer, {
      metadata: storedMetadata({ issuer }, registration),
      clientInformation: { client_id: client.id },
      authorizationCode: answer.code,
      ...(answer.issuer !== null && { iss: saidIssuer(answer.issuer, issuer, saysIssuer !== null) }),
      codeVerifier,
      redirectUri: redirectUrl,
      ...(resource !== null && { resource }),
      addClientAuthentication: clientAuthentication(sdk, authenticated, tokenAuthMethods),
      fetchFn: fetch,
    });
    return toCredentials(tokens, { serverUrl, issuer, scope, registration, refreshToken: null }, clock.now());
  } catch (error) {
    if (isClientRefusal(sdk, error)) refused.add(issuer, client.id);
    throw toTokenError(sdk, error, issuer, [answer.code, codeVerifier, authenticated.secret]);
  }
}

/**
 * Who is said to have answered. Without metadata, the issuer is a name that Core has given to the server's own origin: any
 * spelling of that will do, and nobody else's (the server has passed the browser on to another one, to get at its code).
 */
const saidIssuer = (said: string, issuer: string, hasMetadata: boolean): string =>
  !hasMetadata && URL.canParse(said) && new URL(said).origin === new URL(issuer).origin ? issuer : said;
