import { DESK_CLIENT_ID, MCP_SCOPES, OAUTH_SCOPES, type OAuthScope, USER_SCOPE } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { OAuthClient } from "./oauth-client.ts";

/** What a person reads before they allow it. */
const DESCRIPTIONS: Record<OAuthScope, string> = {
  "mcp:tools": "See and call the tools that you may use",
  "mcp:resources": "See and read the resources that you may use",
  "mcp:prompts": "See and use the prompts that you may use",
  "peta:user": "Act as you in Peta: answer approvals, choose what your clients may use, enter your own credentials",
};

export const isOAuthScope = (scope: string): scope is OAuthScope => (OAUTH_SCOPES as readonly string[]).includes(scope);

export const describeScope = (scope: string): string => (isOAuthScope(scope) ? DESCRIPTIONS[scope] : scope);

/** The name by which clients of the former product ask for everything that they may have. */
const EVERYTHING = "default";

/**
 * The scopes that a request is about. Without any, and for `default`: all that the client may have. Scopes that Core
 * does not know are left away, as RFC 6749, section 3.3 allows; the answer says what remains.
 *
 * INVARIANT: `peta:user` is for the built-in desktop application alone, or an agent's client could decide its own
 * approvals.
 * @throws CoreError oauth_client.invalid when nothing remains or the client may not have what it asks for
 */
export function chooseScopes(client: Pick<OAuthClient, "id" | "scopes">, asked: string | undefined): OAuthScope[] {
  const own = client.scopes.filter(isOAuthScope);
  const names = (asked ?? "").split(" ").filter((name) => name !== "");
  if (names.length === 0 || names.includes(EVERYTHING)) return own;
  if (names.includes(USER_SCOPE) && client.id !== DESK_CLIENT_ID)
    throw refused(`The scope ${USER_SCOPE} is for the desktop application alone.`);
  const known = [...new Set(names.filter(isOAuthScope))];
  if (known.length === 0)
    throw refused(`None of the scopes asked for exists. Those of ${client.id} are: ${own.join(" ")}.`);
  const foreign = known.filter((scope) => !own.includes(scope));
  if (foreign.length > 0) throw refused(`This client may not ask for ${foreign.join(" ")}.`);
  return known;
}

const refused = (message: string) => new CoreError("oauth_client.invalid", message);

/** What a client that introduces itself may ask for: what it names of the MCP scopes, else all of them. */
export function scopesToRegister(asked: unknown): OAuthScope[] {
  const names = typeof asked === "string" ? asked.split(" ") : [];
  if (names.includes(USER_SCOPE)) throw refused(`The scope ${USER_SCOPE} is for the desktop application alone.`);
  const known = MCP_SCOPES.filter((scope) => names.includes(scope));
  return known.length > 0 ? known : [...MCP_SCOPES];
}
