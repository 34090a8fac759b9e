import { CoreError } from "../../../errors.ts";

/**
 * Nothing but a person's sign-in helps now.
 * @param why a sentence, for administrators
 */
export const signInRequired = (serverId: string, why: string): CoreError =>
  new CoreError("server.sign_in_required", `${why} Sign in on its page, or with \`peta server sign-in ${serverId}\`.`);

/**
 * Core's client credentials bring no token that the server takes, and there is no sign-in that a person could do.
 * @param why a sentence, for administrators
 */
export const ownSignInFailed = (why: string): CoreError =>
  new CoreError(
    "server.sign_in_failed",
    `${why} Check what Core's client may do there, or ask whoever runs the server.`,
  );
