import { CoreError } from "../../errors.ts";
import { isObject, type Json } from "../json.ts";
import type { ClientAuthMethod, ClientGrantType, OAuthClient } from "./oauth-client.ts";
import { checkRedirectUri, redirectHost } from "./redirect-uri.ts";
import { scopesToRegister } from "./scopes.ts";

/** What a client says of itself, as far as Core keeps it. */
export type ClientDescription = Pick<
  OAuthClient,
  "name" | "uri" | "redirectUris" | "grantTypes" | "authMethod" | "scopes"
>;

const MAX_REDIRECT_URIS = 20;
/** Characters of all of them. Anybody may leave them here for a day (A19). */
const MAX_REDIRECT_LENGTH = 8_192;
const MAX_NAME_LENGTH = 120;
const CONFUSING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

const invalid = (message: string) => new CoreError("oauth_client.invalid", message);

/** A name is shown to people, so it has one line and no characters that turn text around or cannot be seen. */
const readName = (value: unknown, redirectUri: string): string => {
  const name = typeof value === "string" ? value.replace(CONFUSING, " ").trim().slice(0, MAX_NAME_LENGTH) : "";
  return name === "" ? `An application at ${redirectHost(redirectUri)}` : name;
};

const readUri = (value: unknown): string | null =>
  typeof value === "string" &&
  value.length <= 2048 &&
  // What a URL parser would leave out of it, and a person would read in it.
  !/[^!-~]/.test(value) &&
  URL.canParse(value) &&
  new URL(value).protocol === "https:"
    ? value
    : null;

const strings = (value: unknown, field: string): string[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string"))
    throw invalid(`${field} must be a list of strings.`);
  return value as string[];
};

function readRedirectUris(value: unknown): string[] {
  const uris = [...new Set(strings(value, "redirect_uris"))];
  if (uris.length === 0) throw invalid("redirect_uris must name one address at least.");
  if (uris.length > MAX_REDIRECT_URIS) throw invalid(`redirect_uris may name ${MAX_REDIRECT_URIS} addresses at most.`);
  for (const uri of uris) checkRedirectUri(uri);
  if (uris.join("").length > MAX_REDIRECT_LENGTH)
    throw invalid(`redirect_uris may have ${MAX_REDIRECT_LENGTH} characters altogether.`);
  return uris;
}

/** Grant types that Core does not offer are left away, as RFC 7591, section 2 allows; the answer says what remains. */
function readGrantTypes(value: unknown): ClientGrantType[] {
  const asked = strings(value, "grant_types");
  // A client that acts by itself is bound to an agent, and only an administrator can do that.
  if (asked.includes("client_credentials"))
    throw invalid("A client with the grant type client_credentials is made by an administrator, not registered.");
  if (asked.length > 0 && !asked.includes("authorization_code"))
    throw invalid("grant_types must name authorization_code.");
  return asked.length === 0 || asked.includes("refresh_token")
    ? ["authorization_code", "refresh_token"]
    : ["authorization_code"];
}

function readAuthMethod(
  value: unknown,
  allowed: readonly ClientAuthMethod[],
  fallback: ClientAuthMethod,
): ClientAuthMethod {
  const method = allowed.find((known) => known === (value ?? fallback));
  if (!method) throw invalid(`token_endpoint_auth_method must be one of ${allowed.join(", ")}.`);
  return method;
}

/**
 * Reads client metadata (RFC 7591, section 2) from a registration or a client-id metadata document.
 * @param kind a document is public, so a client that has one cannot have a secret
 * @throws CoreError oauth_client.invalid with what is wrong
 */
export function readClientMetadata(value: unknown, kind: "registration" | "document"): ClientDescription {
  if (!isObject(value)) throw invalid("Client metadata must be a JSON object.");
  const metadata: Json = value;
  const redirectUris = readRedirectUris(metadata.redirect_uris);
  const responseTypes = strings(metadata.response_types, "response_types");
  if (responseTypes.length > 0 && !responseTypes.includes("code")) throw invalid("response_types must name code.");
  return {
    name: readName(metadata.client_name, redirectUris[0] ?? ""),
    uri: readUri(metadata.client_uri),
    redirectUris,
    grantTypes: readGrantTypes(metadata.grant_types),
    authMethod:
      kind === "document"
        ? readAuthMethod(metadata.token_endpoint_auth_method, ["none"], "none")
        : readAuthMethod(
            metadata.token_endpoint_auth_method,
            ["none", "client_secret_basic", "client_secret_post"],
            "client_secret_basic",
          ),
    scopes: scopesToRegister(metadata.scope),
  };
}
