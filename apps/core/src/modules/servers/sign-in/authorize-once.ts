import type { Launch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { ownCredentialRefused } from "./own-credential.ts";
import type { ServerAuthorization } from "./server-authorization.ts";
import type { SignInFlow } from "./sign-in-flow.ts";
import { oauthOf, signInLaunch } from "./sign-in-launch.ts";
import { ownSignInFailed } from "./sign-in-required.ts";

/**
 * For one connection to a server that is not saved: a token of client credentials is had and forgotten, and for
 * everything else the server has to be there first. Null: Core does not sign in to such a server.
 */
export function authorizeOnce(flow: Pick<SignInFlow, "obtain">, launch: Launch): ServerAuthorization | null {
  const own = signInLaunch({ userFields: null }, launch);
  if (!own) return null;
  const oauth = oauthOf(own);
  const isByItself = oauth.grant === "client_credentials";
  let token: string | null = null;
  return {
    get token() {
      return token;
    },
    isByItself,
    prepare: async () => {},
    async refused(challenge) {
      if (token !== null && token !== challenge.token) return;
      const otherwise = ownCredentialRefused(own, challenge);
      if (otherwise) throw otherwise;
      if (isByItself && token !== null)
        throw ownSignInFailed("The server refuses the access token that Core has got for it.");
      if (!isByItself)
        throw new CoreError(
          "server.sign_in_required",
          "The server wants Core to sign in. Save it, then sign in to it.",
        );
      token = (await flow.obtain({ launch: own, oauth, challenge, known: null })).accessToken;
    },
  };
}
