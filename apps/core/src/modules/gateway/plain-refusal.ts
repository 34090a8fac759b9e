import { CoreError } from "../../errors.ts";
import { type Caller, isAnonymous } from "../principals/principal.ts";

const DENIED = "This call is not open to callers without a sign-in.";
const AWAY = "The server of this tool cannot be reached now. Try again later.";
/** About the call or the room that there is, in words of Core's own. */
const SAID_TO_ANYBODY: ReadonlySet<string> = new Set(["server.busy", "server.timeout"]);

/**
 * An error as its caller may see it. Rules and what is wrong with a server are of interest to those who govern them; to
 * somebody unknown they would tell how the installation is built.
 */
export function refusalFor(caller: Caller, error: unknown): unknown {
  if (!(error instanceof CoreError) || !isAnonymous(caller)) return error;
  const { code, retryAfterSeconds } = error;
  const isOfServer = code.startsWith("server.") && !SAID_TO_ANYBODY.has(code);
  if (code !== "permission.denied" && !isOfServer) return error;
  return new CoreError(code, isOfServer ? AWAY : DENIED, {
    cause: error,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
