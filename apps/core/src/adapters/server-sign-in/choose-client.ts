import type { PersonSignInRequest, SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { Discovery } from "./discover.ts";
import { readRegistration, type RegisteredClient } from "./registration.ts";
import { registerClient } from "./register-client.ts";
import { hostOf, quoteAddress, signInFailed, signInRequired } from "./sign-in-errors.ts";
import type { Tools } from "./tools.ts";

/** Clients that an authorization server did not know any more: they are not used for another sign-in. */
export interface RefusedClients {
  has(issuer: string, clientId: string): boolean;
  add(issuer: string, clientId: string): void;
}

const ofKind = (kind: RegisteredClient["kind"], id: string, secret: string | null = null): RegisteredClient => ({
  kind,
  id,
  secret,
  method: null,
  redirectUrl: null,
  scope: null,
  secretExpiresAt: null,
});

/** The client that an administrator has registered by hand. Null: none is set. */
export const givenClient = ({ oauth }: Pick<PersonSignInRequest, "oauth">): RegisteredClient | null =>
  oauth.clientId === undefined ? null : ofKind("given", oauth.clientId, oauth.clientSecret ?? null);

/**
 * INVARIANT: a server that is taken over must not get at the secret of a given client by naming an authorization server
 * of its own (A15). Throws CoreError server.sign_in_required, or server.sign_in_failed where Core signs in by itself.
 */
export function requireSameIssuer({ launch, known, oauth }: SignInRequest, issuer: string): void {
  if (known === null || known.serverUrl !== launch.url || known.issuer === issuer) return;
  const refusal = oauth.grant === "client_credentials" ? signInFailed : signInRequired;
  throw refusal(
    `The server names another authorization server than before ("${quoteAddress(issuer)}" in place of "${quoteAddress(known.issuer)}"), so Core keeps the client secret to itself. If that is meant, sign out of the server with \`peta server sign-out\`, and Core gets its tokens there from then on.`,
  );
}

/**
 * As whom Core signs in, in the order of the specification: a client that is registered already, Core's metadata
 * document, a new registration. Throws CoreError server.sign_in_failed where none of them is possible.
 */
export async function chooseClient(
  tools: Tools,
  request: PersonSignInRequest,
  found: Discovery,
  scope: string | null,
  refused: RefusedClients,
): Promise<RegisteredClient> {
  const given = givenClient(request);
  if (given !== null) {
    if (given.secret !== null) requireSameIssuer(request, found.issuer);
    return given;
  }
  const { clientMetadataUrl } = request;
  const takesDocuments = found.metadata?.client_id_metadata_document_supported === true;
  if (takesDocuments && clientMetadataUrl !== null && tools.sdk.isHttpsUrl(clientMetadataUrl))
    return ofKind("document", clientMetadataUrl);
  const held = heldClient(tools, request, found, scope);
  if (held !== null && !refused.has(found.issuer, held.id)) return held;
  if (found.metadata !== null && found.metadata.registration_endpoint === undefined)
    throw signInFailed(
      `Core cannot register itself at the authorization server ${hostOf(found.issuer)}. Register a client there by hand with the redirect address ${request.redirectUrl}, and set its id with --oauth-client-id.`,
    );
  return registerClient(tools, request, found, scope);
}

/** INVARIANT: what one authorization server has registered is shown to no other one (A15). */
function heldClient(
  { clock }: Tools,
  { known, redirectUrl }: PersonSignInRequest,
  { issuer }: Discovery,
  scope: string | null,
): RegisteredClient | null {
  if (known === null || known.issuer !== issuer) return null;
  const client = readRegistration(known.registration)?.client;
  if (client?.kind !== "registered" || client.redirectUrl !== redirectUrl) return null;
  if (client.secretExpiresAt !== null && client.secretExpiresAt <= clock.now()) return null;
  const allowed = client.scope?.split(" ");
  return allowed === undefined || (scope ?? "").split(" ").every((each) => each === "" || allowed.includes(each))
    ? client
    : null;
}
