import { CoreError } from "../../errors.ts";
import { isObject } from "../../modules/json.ts";
import type { PersonSignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { Discovery } from "./discover.ts";
import type { RegisteredClient } from "./registration.ts";
import { hostOf, saidBecause, signInFailed } from "./sign-in-errors.ts";
import type { Sdk, Tools } from "./tools.ts";

const LOOPBACK = /^(?:localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

/** Registers Core as a client of its own there (RFC 7591). Throws CoreError server.sign_in_failed, server.unreachable. */
export async function registerClient(
  { sdk, fetch }: Tools,
  { redirectUrl }: PersonSignInRequest,
  { metadata, issuer }: Discovery,
  scope: string | null,
): Promise<RegisteredClient> {
  requireSecure(sdk, metadata?.registration_endpoint, issuer);
  const method = authMethod(metadata?.token_endpoint_auth_methods_supported);
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- most authorization servers take no metadata documents yet
    const registered = await sdk.registerClient(issuer, {
      ...(metadata !== null && { metadata }),
      clientMetadata: {
        client_name: "Peta",
        redirect_uris: [redirectUrl],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        application_type: LOOPBACK.test(new URL(redirectUrl).hostname) ? "native" : "web",
        token_endpoint_auth_method: method,
      },
      ...(scope !== null && { scope }),
      fetchFn: fetch,
    });
    const { client_id: id, client_secret: secret, client_secret_expires_at: endsAt } = registered;
    return {
      kind: "registered",
      id,
      secret: secret ?? null,
      method: registered.token_endpoint_auth_method ?? (secret === undefined ? "none" : null),
      redirectUrl,
      scope: registered.scope ?? scope,
      secretExpiresAt: secret !== undefined && endsAt ? endsAt * 1_000 : null,
    };
  } catch (error) {
    if (error instanceof CoreError) throw error;
    const rejected = error instanceof sdk.RegistrationRejectedError ? error : null;
    if (metadata === null)
      throw signInFailed(
        `The server at ${hostOf(issuer)} wants a sign-in and does not say where: it has no protected-resource metadata (RFC 9728), and is no authorization server itself. If it takes a key, set it as a header; else tell whoever runs the server.`,
      );
    const why = rejected === null ? " (its answer is not what RFC 7591 says)" : rejection(rejected);
    throw signInFailed(
      `The authorization server ${hostOf(issuer)} does not register Core as a client${why}. Register a client there by hand with the redirect address ${redirectUrl}, and set its id with --oauth-client-id.`,
      rejected === null ? "no registration in the answer" : `HTTP ${rejected.status}`,
    );
  }
}

/**
 * RFC 7591, section 5: the answer may hold a client secret. And a server elsewhere must not have Core post what it chooses
 * to what listens in Core's own network (A17, A40).
 */
function requireSecure({ assertSecureTokenEndpoint }: Sdk, endpoint: string | undefined, issuer: string): void {
  try {
    if (endpoint !== undefined) assertSecureTokenEndpoint(endpoint);
  } catch {
    throw signInFailed(
      `The authorization server ${hostOf(issuer)} registers clients without https, and Core takes no secret from there. Tell whoever runs it.`,
    );
  }
}

/** A public client first: PKCE protects its code, and it has no secret that ends one day without a word. */
function authMethod(taken: readonly string[] = ["client_secret_basic"]): string {
  return ["none", "client_secret_basic", "client_secret_post"].find((each) => taken.includes(each)) ?? "none";
}

function rejection({ status, body }: { status: number; body: string }): string {
  const { error, error_description: description } = parse(body);
  const said = typeof error === "string" ? saidBecause(error, typeof description === "string" ? description : "") : "";
  return said === "" ? ` (HTTP ${status})` : said;
}

function parse(body: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body);
    return isObject(answer) ? answer : {};
  } catch {
    return {};
  }
}
