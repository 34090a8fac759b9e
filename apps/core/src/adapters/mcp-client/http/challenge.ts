import type { IncomingHttpHeaders } from "node:http";
import type { Challenge } from "../../../modules/servers/sign-in/server-authorization.ts";

/** A longer header is not read: a server needs a few hundred characters for what it has to say (A34). */
const MAX_HEADER = 8_192;
const MAX_VALUE = 2_048;

const GAP = /[ \t,]*/y;
/** RFC 9110, section 11.2. A value without quotation marks may have what a URL has: some servers leave them away. */
const PARAM = /([!#$%&'*+\-.^_`|~\w]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",=][^\s",]*))/y;
const SCHEME = /([!#$%&'*+\-.^_`|~\w]+)(?:[ \t]+[\w\-.~+/]+=*(?=[ \t]*(?:,|$)))?/y;
/** RFC 6749, section 3.3. */
const SCOPE = /^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/;

/**
 * What the Bearer challenges of a `WWW-Authenticate` say, names in lower case; where one is said twice, the first counts.
 * Reads to the first character that has no place there. Never throws.
 */
export function bearerParams(header: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  if (header.length > MAX_HEADER) return params;
  let isBearer = false;
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (next(GAP); at < header.length; next(GAP)) {
    const param = next(PARAM);
    if (param) {
      const name = String(param[1]).toLowerCase();
      if (isBearer && !params.has(name)) params.set(name, param[3] ?? String(param[2]).replace(/\\(.)/g, "$1"));
      continue;
    }
    const scheme = next(SCHEME);
    if (!scheme) break;
    isBearer = String(scheme[1]).toLowerCase() === "bearer";
  }
  return params;
}

/**
 * Whether an answer asks for another access token (RFC 6750, section 3.1; RFC 9728, section 5.1). Null: it does not.
 * @param token what was sent with the request
 */
export function challengeOf(status: number, headers: IncomingHttpHeaders, token: string | null): Challenge | null {
  if (status !== 401 && status !== 403) return null;
  const params = bearerParams(headers["www-authenticate"] ?? "");
  if (status === 403 && params.get("error") !== "insufficient_scope") return null;
  const scope = params.get("scope");
  return {
    status,
    scope: scope !== undefined && scope.length <= MAX_VALUE && SCOPE.test(scope) ? scope : null,
    resourceMetadataUrl: webAddress(params.get("resource_metadata")),
    token,
  };
}

function webAddress(text: string | undefined): string | null {
  if (text === undefined || text.length > MAX_VALUE || !URL.canParse(text)) return null;
  const { protocol, href, username, password } = new URL(text);
  const isOfTheWeb = protocol === "https:" || protocol === "http:";
  return isOfTheWeb && username + password === "" && href.length <= MAX_VALUE ? href : null;
}
