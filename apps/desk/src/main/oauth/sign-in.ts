import { DESK_CLIENT_ID, USER_SCOPE } from "@peta/contract";
import type { Clock } from "../clock.ts";
import type { OAuthCredential } from "../connection/credential.ts";
import { DeskError } from "../desk-error.ts";
import { createFetchCore, type Fetch } from "../http/fetch-core.ts";
import type { OpenExternal } from "../links/external-link.ts";
import { discover } from "./discover.ts";
import { randomText, s256 } from "./pkce.ts";
import { receiveRedirect } from "./receive-redirect.ts";
import { redeemCode } from "./token-endpoint.ts";

/** As long as a person needs for a password, a second factor and a look at the consent page. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Signs in with the person's own browser: authorization code with PKCE S256 and a loopback redirect (RFC 8252). Answers
 * the credential. `signal` cancels it. Throws desk.sign_in_cancelled, desk.sign_in_denied, desk.sign_in_refused,
 * desk.not_core, desk.offline, desk.certificate.
 */
export async function signInWithBrowser(
  deps: { fetch: Fetch; clock: Clock; openExternal: OpenExternal },
  origin: string,
  signal: AbortSignal,
): Promise<OAuthCredential> {
  const fetchCore = createFetchCore({ fetch: deps.fetch, origin });
  const server = await discover(fetchCore, origin);
  const verifier = randomText();
  const state = randomText();
  const receiver = await receiveRedirect({ state, issuer: server.issuer });
  const giveUp = deps.clock.after(PATIENCE_MS, receiver.close);
  signal.addEventListener("abort", receiver.close, { once: true });
  try {
    if (signal.aborted) receiver.close();
    const page = new URL(server.authorizationEndpoint);
    for (const [name, value] of Object.entries({
      response_type: "code",
      client_id: DESK_CLIENT_ID,
      redirect_uri: receiver.redirectUri,
      scope: USER_SCOPE,
      resource: `${origin}/user`,
      state,
      code_challenge: s256(verifier),
      code_challenge_method: "S256",
      // Without it some authorization servers give no refresh token.
      prompt: "consent",
    }))
      page.searchParams.set(name, value);
    if (!(signal.aborted || (await deps.openExternal(page.href))))
      throw new DeskError("desk.sign_in_refused", `${origin} asked Desk to open something that is not a web page.`);
    const code = await receiver.code;
    return await redeemCode({ fetchCore, clock: deps.clock }, server, {
      code,
      verifier,
      redirectUri: receiver.redirectUri,
    });
  } finally {
    giveUp();
    signal.removeEventListener("abort", receiver.close);
    receiver.close();
  }
}
