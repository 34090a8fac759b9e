import type { SignInCredentials, SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { readRegistration, withGivenSecret } from "./registration.ts";
import type { Tools } from "./tools.ts";

/**
 * Gives the tokens back where they came from (RFC 7009), the one that lasts longer first.
 * @returns how many were taken back; null: there is no place to give them to
 */
export async function revokeTokens(
  { sdk, fetch }: Tools,
  { accessToken, refreshToken, registration: stored }: SignInCredentials,
  { oauth }: SignInRequest,
): Promise<number | null> {
  const registration = readRegistration(stored);
  const client = registration && withGivenSecret(registration.client, oauth);
  if (registration === null || client === null || registration.revocationEndpoint === null) return null;
  const endpoint = sdk.assertSecureTokenEndpoint(registration.revocationEndpoint);
  const authenticate = clientAuthentication(sdk, client, registration.revocationAuthMethods);
  let taken = 0;
  for (const [hint, token] of [
    ["refresh_token", refreshToken],
    ["access_token", accessToken],
  ] as const) {
    if (token === null) continue;
    const headers = new Headers({ "content-type": "application/x-www-form-urlencoded", accept: "application/json" });
    const form = new URLSearchParams({ token, token_type_hint: hint });
    await authenticate(headers, form, endpoint);
    if ((await fetch(endpoint, { method: "POST", headers, body: form })).ok) taken++;
  }
  return taken;
}
