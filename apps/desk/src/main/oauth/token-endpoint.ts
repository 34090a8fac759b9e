import { DESK_CLIENT_ID, USER_SCOPE } from "@peta/contract";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { OAuthCredential } from "../connection/credential.ts";
import { DeskError } from "../desk-error.ts";
import { type Fetch, readJson } from "../http/fetch-core.ts";
import type { AuthorizationServer } from "./discover.ts";

/** RFC 6749, sections 5.1 and 5.2. */
const tokensSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().default(300),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
});
const refusalSchema = z.object({ error: z.string() });

type Place = Pick<OAuthCredential, "issuer" | "tokenEndpoint" | "revocationEndpoint">;

/** The protected resource that Desk uses (RFC 8707): the user API, not the MCP endpoint. */
const resourceOf = (issuer: string): string => `${new URL(issuer).origin}/user`;

/** A minute before the end, so that requests on the way arrive in time; half of a very short life is kept for use. */
const renewAfterMs = (lifeMs: number): number => Math.max(lifeMs - 60_000, lifeMs / 2);

/** Posts a form to an endpoint of the authorization server as the public client `peta-desk`. */
const post = (fetchCore: Fetch, url: string, form: Record<string, string>): Promise<Response> =>
  fetchCore(url, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ client_id: DESK_CLIENT_ID, ...form }),
  });

async function requestTokens(
  deps: { fetchCore: Fetch; clock: Clock },
  place: Place,
  form: Record<string, string>,
): Promise<OAuthCredential> {
  const response = await post(deps.fetchCore, place.tokenEndpoint, { ...form, resource: resourceOf(place.issuer) });
  const body = await readJson(response);
  if (!response.ok) {
    const refusal = refusalSchema.safeParse(body);
    // Only what the server says about the grant ends it: a server in trouble is asked again.
    if (refusal.success && response.status < 500 && response.status !== 429)
      throw new DeskError("desk.sign_in_expired", "The sign-in has ended. Sign in again.", {
        cause: refusal.data.error,
      });
    throw new DeskError("desk.offline", `Peta could not renew the sign-in just now (${response.status}).`);
  }
  const parsed = tokensSchema.safeParse(body);
  if (!parsed.success)
    throw new DeskError("desk.not_core", "Peta answered the sign-in in a way that Desk does not know.");
  const tokens = parsed.data;
  if (tokens.scope !== undefined && !tokens.scope.split(" ").includes(USER_SCOPE))
    throw new DeskError("desk.sign_in_refused", "Peta did not give Desk what it asked for. Ask an administrator.");
  return {
    kind: "oauth",
    issuer: place.issuer,
    tokenEndpoint: place.tokenEndpoint,
    revocationEndpoint: place.revocationEndpoint,
    accessToken: tokens.access_token,
    renewAt: deps.clock.now() + renewAfterMs(tokens.expires_in * 1_000),
    refreshToken: tokens.refresh_token ?? null,
  };
}

/** RFC 6749 section 4.1.3 with RFC 7636 section 4.5. */
export const redeemCode = (
  deps: { fetchCore: Fetch; clock: Clock },
  server: AuthorizationServer,
  answer: { code: string; verifier: string; redirectUri: string },
): Promise<OAuthCredential> =>
  requestTokens(deps, server, {
    grant_type: "authorization_code",
    code: answer.code,
    code_verifier: answer.verifier,
    redirect_uri: answer.redirectUri,
  });

/** RFC 6749, section 6. Throws desk.sign_in_expired when the grant is over, desk.offline when Core cannot say. */
export async function refreshTokens(
  deps: { fetchCore: Fetch; clock: Clock },
  credential: OAuthCredential,
): Promise<OAuthCredential> {
  if (credential.refreshToken === null)
    throw new DeskError("desk.sign_in_expired", "The sign-in has ended. Sign in again.");
  const renewed = await requestTokens(deps, credential, {
    grant_type: "refresh_token",
    refresh_token: credential.refreshToken,
  });
  return { ...renewed, refreshToken: renewed.refreshToken ?? credential.refreshToken };
}

/** Ends the grant at Core (RFC 7009): the refresh token's end is the end of its access tokens too. */
export async function revokeTokens(fetchCore: Fetch, credential: OAuthCredential): Promise<void> {
  if (credential.revocationEndpoint === null) return;
  const { refreshToken, accessToken } = credential;
  if (refreshToken !== null)
    await post(fetchCore, credential.revocationEndpoint, { token: refreshToken, token_type_hint: "refresh_token" });
  await post(fetchCore, credential.revocationEndpoint, { token: accessToken, token_type_hint: "access_token" });
}
