import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import { createRequestRate } from "../network/request-rate.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import { createAddClient, type SecretMaker } from "./add-client.ts";
import { createOAuthAuthenticator } from "./authenticate-oauth-token.ts";
import type { AuthorizationRequestStore } from "./authorization-request.ts";
import { createRemoveClient, createSetClient } from "./change-client.ts";
import { createConsent } from "./consent.ts";
import { createFindClient } from "./find-client.ts";
import { createGrants } from "./grants.ts";
import { createListClientsOf } from "./list-clients-of.ts";
import { createMetadataDocuments, type FetchDocument } from "./metadata-documents.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import type { FindPrincipalById, OAuthGrantStore } from "./oauth-grant-store.ts";
import type { OAuthTokenStore } from "./oauth-token-store.ts";
import { createRegisterClient } from "./register-client.ts";
import type { OAuthResources } from "./resources.ts";
import { startSweeping } from "./sweep.ts";
import { createTokenEvents } from "./token-events.ts";
import { toClientView } from "./view-client.ts";

export { announceEnded } from "./change-client.ts";
export { MCP_SCOPE_LIST, resourceMetadataUrl } from "./metadata.ts";
export { createResources, type OAuthResources } from "./resources.ts";

export interface OAuthDeps {
  clients: OAuthClientStore;
  grants: OAuthGrantStore;
  tokens: OAuthTokenStore;
  requests: AuthorizationRequestStore;
  fetchDocument: FetchDocument;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  findPrincipalById: FindPrincipalById;
  workspaceName: (workspaceId: string) => Promise<{ name: string }>;
  /** The public URL is known once Core listens. */
  resources: () => OAuthResources;
  make: SecretMaker;
  settings: OAuthSettings;
  clock: Clock;
  audit: AuditRecorder;
  events: EventBus;
  log: Log;
}

export interface OAuthSettings {
  /** Whether clients may introduce themselves at the registration endpoint (A19). */
  canRegister: boolean;
  /** Domains whose clients with a metadata document are let in; null: any. */
  clientDomains: readonly string[] | null;
}

/** An office behind one address registers and signs in on the same morning; a flood is far more. */
const REGISTRATIONS = { windowMs: 3_600_000, perAddress: 60, altogether: 1_000 };
const AUTHORIZATIONS = { windowMs: 60_000, perAddress: 240, altogether: 3_000 };
/** Who asks for tokens is stopped alone: what all others refresh must not depend on them. */
const EXCHANGES = { windowMs: 60_000, perAddress: 600, altogether: Number.POSITIVE_INFINITY };

/** Clients, what people have allowed them, and the tokens that came of it. */
export function createOAuthModule(deps: OAuthDeps) {
  const { clients, clock } = deps;
  const readDocument = createMetadataDocuments({ ...deps, allowedDomains: deps.settings.clientDomains });
  const findClient = createFindClient({ clients, readDocument });
  const grants = createGrants(deps);
  const consent = createConsent({
    ...deps,
    findClient,
    isEnabled: (workspaceId, clientId) => clients.isEnabled(workspaceId, clientId),
    make: { newTicket: deps.make.newSecret, hash: deps.make.hashSecret },
  });
  const authorizations = createRequestRate(clock, AUTHORIZATIONS);
  const exchanges = createRequestRate(clock, EXCHANGES);
  let stopSweeping = (): void => {};
  return {
    async listClients(actor: Caller) {
      return (await clients.listUses(actor.principal.workspaceId, clock.now())).map(toClientView);
    },
    addClient: createAddClient(deps),
    setClient: createSetClient(deps),
    removeClient: createRemoveClient(deps),
    listGrants: grants.list,
    revokeGrant: grants.revoke,
    showConsent: consent.show,
    decideConsent: consent.decide,

    /** For the wires: who is behind a token of the authorization server. */
    authenticate: createOAuthAuthenticator({ ...deps, hashToken: deps.make.hashSecret }),
    /** For the list of a principal's applications. */
    listClientsOf: createListClientsOf(deps),
    registerClient: createRegisterClient({
      ...deps,
      rate: createRequestRate(clock, REGISTRATIONS),
      isEnabled: deps.settings.canRegister,
    }),
    canRegister: deps.settings.canRegister,
    resources: deps.resources,
    /** Counts a request that waits for a person's answer. Throws request.rate_limited. */
    countAuthorization: authorizations.enter,
    /** Counts a request with a code, a token or a client's credentials. Throws request.rate_limited. */
    countExchange: exchanges.enter,

    /** For the authorization server. */
    findClient,
    tokenEvents: createTokenEvents(deps),

    start() {
      stopSweeping = startSweeping(deps);
    },
    close() {
      stopSweeping();
    },
  };
}

export type OAuthModule = ReturnType<typeof createOAuthModule>;
