import type { ServerOAuth } from "@peta/contract";
import { CoreError } from "../../../errors.ts";

/**
 * Nothing but a sign-in helps now; with client credentials there is none that a person could do.
 * @param why a sentence, for administrators
 */
export const signInRequired = (
  serverId: string,
  why: string,
  grant: ServerOAuth["grant"] = "authorization_code",
): CoreError =>
  new CoreError(
    "server.sign_in_required",
    grant === "client_credentials"
      ? `${why} Core signs in by itself: check what its client may do, or ask whoever runs the server. Then \`peta server restart ${serverId}\` tries it.`
      : `${why} Sign in with \`peta server sign-in ${serverId}\`, or on the page of the server in the Console.`,
  );
