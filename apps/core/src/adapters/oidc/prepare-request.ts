import type { OAuthResources } from "../../modules/oauth/resources.ts";
import { toComparedVerifier, toStoredChallenge } from "../../modules/oauth/printed-pkce.ts";
import type { OAuthArtifactStore } from "../prisma/oauth-artifact-store.ts";

/** What an authorization request may say. Anything else is ignored, as RFC 6749, section 3.1 asks. */
const AUTHORIZATION_PARAMETERS = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "resource",
  "code_challenge",
  "code_challenge_method",
  "prompt",
  // Refused by the library, not ignored: whoever signs a request relies on the signature.
  "request",
  "request_uri",
]);

/** One resource has one name, however the client spells it. */
function nameResources(parameters: URLSearchParams, resources: OAuthResources): void {
  const asked = parameters.getAll("resource");
  parameters.delete("resource");
  for (const indicator of asked) {
    const resource = resources.find(indicator);
    parameters.append("resource", resource === null ? indicator : resources.urlOf(resource));
  }
}

/** The query of an authorization request as the library gets it. */
export function prepareAuthorization(query: URLSearchParams, resources: OAuthResources): URLSearchParams {
  const parameters = new URLSearchParams([...query].filter(([name]) => AUTHORIZATION_PARAMETERS.has(name)));
  nameResources(parameters, resources);
  // Answers travel in the query alone; the library would know other ways, with pages of its own.
  if (parameters.has("response_mode") && parameters.get("response_mode") !== "query")
    parameters.set("response_mode", "not offered");
  const challenges = parameters.getAll("code_challenge");
  if (challenges.length === 1) parameters.set("code_challenge", toStoredChallenge(challenges[0] ?? ""));
  return parameters;
}

/**
 * The form of a token request as the library gets it. A code that comes without its redirect address is looked up for
 * it: OAuth 2.1 has dropped that parameter, because PKCE binds the code to its client better. One that comes is
 * compared.
 */
export async function prepareToken(
  form: URLSearchParams,
  deps: { resources: OAuthResources; artifacts: OAuthArtifactStore; hash: (secret: string) => string },
): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(form);
  nameResources(parameters, deps.resources);
  // "Everything": a refresh that names no scopes keeps those it has.
  if (parameters.get("grant_type") === "refresh_token" && parameters.get("scope") === "default")
    parameters.delete("scope");
  const code = parameters.get("code");
  if (parameters.get("grant_type") !== "authorization_code" || code === null) return parameters;
  const stored = await deps.artifacts.findToken(deps.hash(code));
  if (stored?.kind !== "code") return parameters;
  const { redirectUri, codeChallenge } = stored.payload;
  if (!parameters.has("redirect_uri") && typeof redirectUri === "string") parameters.set("redirect_uri", redirectUri);
  const verifiers = parameters.getAll("code_verifier");
  if (verifiers.length === 1 && typeof codeChallenge === "string")
    parameters.set("code_verifier", toComparedVerifier(verifiers[0] ?? "", codeChallenge));
  return parameters;
}
