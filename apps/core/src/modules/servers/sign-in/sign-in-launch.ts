import type { HttpLaunch, Launch, ServerOAuth } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { isHttpLaunch } from "../launch-kinds.ts";
import type { ServerRecord } from "../server.ts";

const AS_THE_SERVER_ASKS: ServerOAuth = { grant: "authorization_code" };

/** How Core signs in to it; what is not set is found out from the server. */
export const oauthOf = (launch: HttpLaunch): ServerOAuth => launch.oauth ?? AS_THE_SERVER_ASKS;

/** Why Core does not sign in to such a server; null: it may. */
export function signInObstacle({ userFields }: Pick<ServerRecord, "userFields">, launch: Launch): string | null {
  if (!isHttpLaunch(launch)) return "Core signs in to servers of the transports http and sse only.";
  if (userFields !== null) return "It runs with values of its users: each of them has a credential of their own.";
  if (Object.keys(launch.headers).some((name) => name.toLowerCase() === "authorization"))
    return "It has an Authorization header of its own. Take that out of its configuration first.";
  return null;
}

/** The launch configuration of a server that Core may sign in to; null: it is none. */
export const signInLaunch = (server: Pick<ServerRecord, "userFields">, launch: Launch): HttpLaunch | null =>
  isHttpLaunch(launch) && signInObstacle(server, launch) === null ? launch : null;

/** Throws input.invalid with the reason. */
export function requireSignInLaunch(server: Pick<ServerRecord, "userFields" | "serverId">, launch: Launch): HttpLaunch {
  const found = signInLaunch(server, launch);
  if (found) return found;
  throw new CoreError(
    "input.invalid",
    `There is no sign-in to the server "${server.serverId}". ${signInObstacle(server, launch) ?? ""}`,
  );
}

/**
 * Whether what was signed in to is still what the configuration means: the same address, as the same client. A secret
 * may have been replaced, and scopes are asked for with the next sign-in.
 */
export function isSameSignIn(before: HttpLaunch | null, now: HttpLaunch | null): boolean {
  if (before === null || now === null) return false;
  const [was, is] = [oauthOf(before), oauthOf(now)];
  return before.url === now.url && was.grant === is.grant && was.clientId === is.clientId;
}
