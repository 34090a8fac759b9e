import { CoreError } from "../../../errors.ts";

/**
 * Nothing but a sign-in helps now.
 * @param why a sentence, for administrators
 */
export const signInRequired = (serverId: string, why: string): CoreError =>
  new CoreError(
    "server.sign_in_required",
    `${why} Sign in with \`peta server sign-in ${serverId}\`, or on the page of the server in the Console.`,
  );
