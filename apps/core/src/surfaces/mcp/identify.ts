import type { IdentifyAnonymous } from "../../modules/anonymous/index.ts";
import type { AuthenticateBearer } from "../../modules/principals/bearer.ts";
import type { Credential, Principal } from "../../modules/principals/principal.ts";
import { readBearer, refuseCredentials } from "../http/read-bearer.ts";
import type { Exchange } from "./exchange.ts";

/** Who sends a request. */
export interface Identity {
  principal: Principal;
  credential: Credential;
  /** How many requests a minute somebody without a sign-in may send. */
  ratePerMinute?: number;
}

const PUBLIC_PATH = "/mcp/public";

/** Whether a URL is of the endpoint for callers without a sign-in. */
export const isPublicUrl = (url: string): boolean =>
  url.startsWith(PUBLIC_PATH) && /^(?:[/?]|$)/.test(url.slice(PUBLIC_PATH.length, PUBLIC_PATH.length + 1));

/** The slug in `/mcp/public/<workspace>`; null without one. What is no slug names no workspace. */
const slugOf = (url: string): string | null => {
  const [path = ""] = url.slice(PUBLIC_PATH.length).split("?", 1);
  const slug = path.replace(/^\//, "");
  return slug === "" ? null : slug;
};

/**
 * Finds who sends a request: whoever is behind its token, or at the public endpoint whoever comes from its address.
 * Nothing falls from one to the other (A2). Throws or rejects with auth.*.
 */
export function createIdentify(deps: {
  authenticate: AuthenticateBearer;
  identifyAnonymous: IdentifyAnonymous | undefined;
}) {
  const { authenticate, identifyAnonymous } = deps;
  return ({ req, ipAddress }: Exchange, query: URLSearchParams | null): Identity | Promise<Identity> => {
    const { url = "" } = req;
    if (!identifyAnonymous || !isPublicUrl(url)) return authenticate(readBearer(req, query), "mcp");
    refuseCredentials(req, query);
    return { ...identifyAnonymous(slugOf(url), ipAddress), credential: ANONYMOUS };
  };
}

const ANONYMOUS: Credential = { kind: "anonymous" };
