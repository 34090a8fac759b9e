import { USER_SCOPE } from "@peta/contract";
import { z } from "zod";
import { DeskError } from "../desk-error.ts";
import { type Fetch, readJson } from "../http/fetch-core.ts";

/** RFC 8414, section 2: what Desk uses of it. */
const metadataSchema = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
  code_challenge_methods_supported: z.array(z.string()).default([]),
  scopes_supported: z.array(z.string()).optional(),
});

export interface AuthorizationServer {
  /** As the metadata spells it. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint: string | null;
}

const WELL_KNOWN = "/.well-known/oauth-authorization-server";

/**
 * Reads how to sign in at a Core. The document must be about that address, and every endpoint must lie there: nobody
 * else is sent a code or a token (A14, RFC 8414 section 3.3). Throws desk.not_core and what `fetchCore` throws.
 */
export async function discover(fetchCore: Fetch, origin: string): Promise<AuthorizationServer> {
  const response = await fetchCore(`${origin}${WELL_KNOWN}`, { headers: { accept: "application/json" } });
  const parsed = metadataSchema.safeParse(response.ok ? await readJson(response) : undefined);
  if (!parsed.success)
    throw new DeskError(
      "desk.not_core",
      `${origin} answers, but not as a Peta where one can sign in with the browser. Check the address, or use an access token.`,
      { cause: parsed.error },
    );
  const found = parsed.data;
  const says = URL.parse(found.issuer)?.origin ?? found.issuer;
  if (says !== origin)
    throw new DeskError("desk.not_core", `The Peta at ${origin} calls itself ${says}. Use that address.`);
  const endpoints = [found.authorization_endpoint, found.token_endpoint, found.revocation_endpoint ?? origin];
  if (endpoints.some((url) => URL.parse(url)?.origin !== origin))
    throw new DeskError("desk.not_core", `${origin} wants to send the sign-in elsewhere. Desk does not follow.`);
  if (!found.code_challenge_methods_supported.includes("S256"))
    throw new DeskError("desk.not_core", `${origin} offers no sign-in that is safe for a desktop application.`);
  if (found.scopes_supported && !found.scopes_supported.includes(USER_SCOPE))
    throw new DeskError("desk.not_core", `${origin} runs a Peta without sign-in for Desk. Use an access token.`);
  return {
    issuer: found.issuer,
    authorizationEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
    revocationEndpoint: found.revocation_endpoint ?? null,
  };
}
