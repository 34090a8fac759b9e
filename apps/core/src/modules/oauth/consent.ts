import type { decideOAuthConsentInputSchema, OAuthConsent } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import type { AuthorizationRequest, AuthorizationRequestStore } from "./authorization-request.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthGrantStore } from "./oauth-grant-store.ts";
import { isLoopbackRedirect, redirectHost } from "./redirect-uri.ts";
import { describeScope } from "./scopes.ts";

export interface ConsentDeps {
  requests: AuthorizationRequestStore;
  grants: OAuthGrantStore;
  findClient: (id: string) => Promise<OAuthClient | null>;
  isEnabled: (workspaceId: string, clientId: string) => Promise<boolean>;
  workspaceName: (workspaceId: string) => Promise<{ name: string }>;
  make: { newTicket: () => string; hash: (secret: string) => string };
  clock: Clock;
  audit: AuditRecorder;
}

const gone = () =>
  new CoreError(
    "oauth_consent.not_found",
    "This request is not there any more: it was answered already, or it waited too long. Start again in the application.",
  );

/** Only a person in front of a browser allows anything; a token never does (A11). */
function requirePerson(caller: Caller): void {
  if (caller.credential.kind !== "console_session" || caller.principal.kind !== "person")
    throw new CoreError("auth.forbidden", "Only a person who is signed in to the Console may answer this.");
}

/** The page on which a person decides what an application may do in their name, and their answer. */
export function createConsent(deps: ConsentDeps) {
  const load = async (
    caller: Caller,
    requestId: string,
  ): Promise<{ request: AuthorizationRequest; client: OAuthClient }> => {
    requirePerson(caller);
    const request = await deps.requests.find(requestId);
    if (!request || request.isDecided || request.expiresAt <= deps.clock.now()) throw gone();
    const client = await deps.findClient(request.clientId);
    if (!client || !(await deps.isEnabled(caller.principal.workspaceId, client.id)))
      throw new CoreError("oauth_client.not_found", "An administrator has switched this application off here.");
    // Another tenant's own client is nobody that this person has heard of.
    if (client.workspaceId !== null && client.workspaceId !== caller.principal.workspaceId)
      throw new CoreError(
        "oauth_client.not_found",
        "This application belongs to another workspace. Change to that workspace first, then start again.",
      );
    return { request, client };
  };

  return {
    /** Throws oauth_consent.not_found, oauth_client.not_found, and auth.forbidden for callers without a browser session. */
    async show(caller: Caller, requestId: string): Promise<OAuthConsent> {
      const { request, client } = await load(caller, requestId);
      const { principal } = caller;
      const before = await deps.grants.list(principal.workspaceId, {
        principalId: principal.id,
        clientId: client.id,
        now: deps.clock.now(),
      });
      return {
        clientId: client.id,
        clientName: client.name,
        clientUri: client.uri,
        origin: client.origin,
        redirectHost: redirectHost(request.redirectUri),
        isLoopbackRedirect: isLoopbackRedirect(request.redirectUri),
        scopes: request.scopes.map((scope) => ({ scope, description: describeScope(scope) })),
        resource: request.resource,
        principalId: principal.handle,
        displayName: principal.displayName,
        workspaceName: (await deps.workspaceName(principal.workspaceId)).name,
        isKnown: before.some(
          (grant) =>
            grant.resource === request.resource && request.scopes.every((scope) => grant.scopes.includes(scope)),
        ),
        expiresAt: iso(request.expiresAt),
      };
    },

    /**
     * Keeps the answer and returns where the browser goes on. That address carries a one-time ticket: the answer takes
     * effect only in the browser that has the ticket and in which the request began, so that nobody can have somebody
     * else answer for them. Throws as `show` does, and input.invalid for scopes that were not asked for.
     */
    async decide(
      caller: Caller,
      input: z.output<typeof decideOAuthConsentInputSchema>,
    ): Promise<{ redirectTo: string }> {
      const { request, client } = await load(caller, input.interactionId);
      const isAllowed = input.decision === "allow";
      const scopes = request.scopes.filter((scope) => input.scopes?.includes(scope) ?? true);
      if (input.scopes?.some((scope) => !request.scopes.includes(scope)))
        throw new CoreError("input.invalid", "Only what the application asked for can be allowed.");
      if (isAllowed && scopes.length === 0)
        throw new CoreError("input.invalid", "Allow something, or deny the request.");
      const ticket = deps.make.newTicket();
      const detail = {
        clientId: client.id,
        clientName: client.name,
        decision: input.decision,
        redirectHost: redirectHost(request.redirectUri),
        ...(isAllowed && { scopes, resource: request.resource }),
      };
      await recordAction(deps, caller, "oauth.consent", detail, async () => {
        const { workspaceId, id } = caller.principal;
        const decision = { workspaceId, principalId: id, isAllowed, scopes };
        if (!(await deps.requests.decide(input.interactionId, decision, deps.make.hash(ticket)))) throw gone();
      });
      return { redirectTo: finishPath(input.interactionId, ticket) };
    },
  };
}

/** Where a browser waits for the answer to a request, and where it goes on with it. */
export const interactionPath = (requestId: string): string => `/oauth/interaction/${encodeURIComponent(requestId)}`;
const finishPath = (requestId: string, ticket: string): string =>
  `${interactionPath(requestId)}/finish?ticket=${encodeURIComponent(ticket)}`;
