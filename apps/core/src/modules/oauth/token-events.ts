import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Principal } from "../principals/principal.ts";
import { announceEnded } from "./change-client.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import type { FindPrincipalById, OAuthGrantStore } from "./oauth-grant-store.ts";

/** Why a grant ends without anybody at a screen. */
export type GrantEnd = "refresh_token_reused" | "code_reused" | "revoked_by_client";

const REASONS: Record<GrantEnd, string> = {
  refresh_token_reused:
    "A refresh token was used a second time, so somebody else may have it. Everything that this application was allowed has ended; the person has to allow it again.",
  code_reused:
    "An authorization code was used a second time, so somebody else may have it. Everything that came of it has ended.",
  revoked_by_client: "The application gave its tokens back.",
};

/** What happens at the token endpoint, as the rest of Core hears of it. */
export function createTokenEvents(deps: {
  grants: OAuthGrantStore;
  clients: OAuthClientStore;
  findPrincipalById: FindPrincipalById;
  audit: AuditRecorder;
  events: EventBus;
}) {
  const about = (principal: Principal | null) => ({
    principalId: principal?.id ?? null,
    principalHandle: principal?.handle ?? null,
    channel: "api" as const,
  });

  return {
    /**
     * Ends a grant with every token it gave: at once, and before the record, because a stolen token waits for nobody.
     * The administrators' pages and the audit hear of it (A8).
     */
    async endGrant(grantId: string, why: GrantEnd, ipAddress: string | null): Promise<void> {
      const revoked = await deps.grants.revoke(grantId);
      if (!revoked) return;
      const { grant, tokenHashes } = revoked;
      announceEnded(deps, grant.workspaceId, tokenHashes);
      const isSuspicious = why !== "revoked_by_client";
      await deps.audit.record({
        workspaceId: grant.workspaceId,
        action: isSuspicious ? "oauth_token.reused" : "oauth_grant.revoke",
        outcome: isSuspicious ? "denied" : "allowed",
        ...about(await deps.findPrincipalById(grant.principalId)),
        clientName: grant.clientId,
        ipAddress,
        ...(isSuspicious && { errorCode: "auth.invalid_token" }),
        reason: REASONS[why],
        detail: { grantId, clientId: grant.clientId, scopes: grant.scopes },
      });
    },

    /** Records a token before it leaves. Throws audit.unavailable: a token that nobody can account for is not given. */
    async tokenIssued(of: {
      client: Pick<OAuthClient, "id" | "name">;
      principalId: string;
      grantType: string;
      scopes: readonly string[];
      resource: string | null;
      grantId: string | null;
      ipAddress: string | null;
    }): Promise<void> {
      const principal = await deps.findPrincipalById(of.principalId);
      if (!principal) throw new CoreError("auth.invalid_token", "Nobody is behind this grant any more.");
      await deps.audit.record({
        workspaceId: principal.workspaceId,
        action: "oauth_token.issue",
        outcome: "allowed",
        ...about(principal),
        clientName: of.client.name,
        ipAddress: of.ipAddress,
        detail: {
          clientId: of.client.id,
          grantType: of.grantType,
          scopes: of.scopes,
          resource: of.resource,
          grantId: of.grantId,
        },
      });
    },
  };
}
export type TokenEvents = ReturnType<typeof createTokenEvents>;
