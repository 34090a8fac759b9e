import type { addOAuthClientInputSchema, addOAuthClientOutputSchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import { requireRankAbove } from "../principals/guard-roles.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import { checkRedirectUri } from "./redirect-uri.ts";
import { toClientView } from "./view-client.ts";

type Input = z.output<typeof addOAuthClientInputSchema>;

export interface SecretMaker {
  newId: (prefix: string) => string;
  /** 256 random bits or more. */
  newSecret: () => string;
  hashSecret: (secret: string) => string;
}

const invalid = (message: string) => new CoreError("oauth_client.invalid", message);

/** Which combinations make a client that can do something, and nothing more. */
function checkShape(input: Input, agent: Principal | null): void {
  const asksPeople = input.grantTypes.includes("authorization_code");
  const actsAlone = input.grantTypes.includes("client_credentials");
  if (asksPeople && input.redirectUris.length === 0)
    throw invalid("A client that asks people for their leave needs a redirect address.");
  if (!asksPeople && input.redirectUris.length > 0)
    throw invalid("Redirect addresses are for clients with the grant type authorization_code.");
  if (!asksPeople && input.grantTypes.includes("refresh_token"))
    throw invalid("The grant type refresh_token continues authorization_code; give both, or neither.");
  if (!actsAlone && agent !== null)
    throw invalid("A client is bound to an agent for the grant type client_credentials.");
  if (!actsAlone) return;
  if (!input.confidential) throw invalid("A client that acts by itself (client_credentials) needs a secret.");
  if (agent === null) throw invalid("Name the agent that the client acts as: client_credentials belongs to no person.");
  // A person's rights belong to that person in front of a browser, not to a program with a secret.
  if (agent.kind !== "agent") throw invalid(`"${agent.handle}" is a person. A client acts by itself only as an agent.`);
}

/**
 * Makes a client of this workspace. Its secret is in the answer and nowhere else. Throws oauth_client.invalid,
 * principal.not_found and auth.forbidden.
 */
export function createAddClient(deps: {
  clients: OAuthClientStore;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  make: SecretMaker;
  clock: Clock;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (actor: Caller, input: Input): Promise<z.infer<typeof addOAuthClientOutputSchema>> => {
    const { workspaceId } = actor.principal;
    for (const uri of input.redirectUris) checkRedirectUri(uri);
    const agent = input.principalId === undefined ? null : await deps.findPrincipal(workspaceId, input.principalId);
    checkShape(input, agent);
    if (agent) requireRankAbove(actor.principal, agent.role, `make a client that acts with the role ${agent.role}`);
    const secret = input.confidential ? deps.make.newSecret() : null;
    const client: OAuthClient & { workspaceId: string } = {
      id: deps.make.newId("ocl"),
      workspaceId,
      origin: "administrator",
      name: input.name,
      uri: null,
      redirectUris: input.redirectUris,
      grantTypes: [...new Set(input.grantTypes)],
      authMethod: secret === null ? "none" : "client_secret_basic",
      scopes: [...new Set(input.scopes)],
      secretHash: secret === null ? null : deps.make.hashSecret(secret),
      principalId: agent?.id ?? null,
      createdAt: deps.clock.now(),
      expiresAt: null,
      fetchedAt: null,
    };
    const detail = {
      clientId: client.id,
      name: client.name,
      grantTypes: client.grantTypes,
      redirectUris: client.redirectUris,
      scopes: client.scopes,
      principalId: agent?.handle ?? null,
    };
    await recordAction(deps, actor, "oauth_client.add", detail, () => deps.clients.insertOwn(client));
    deps.events.publish({ type: "oauth_clients.changed", workspaceId });
    const use = { client, enabled: true, principalHandle: agent?.handle ?? null, activeGrants: 0, lastUsedAt: null };
    return { ...toClientView({ ...use, createdAt: client.createdAt }), clientSecret: secret };
  };
}
