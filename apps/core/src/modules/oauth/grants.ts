import type { listOAuthGrantsInputSchema, OAuthGrantView } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import { type Caller, canAdminister, type Principal, refuseApplication } from "../principals/principal.ts";
import { announceEnded } from "./change-client.ts";
import type { OAuthGrantStore } from "./oauth-grant-store.ts";
import { toGrantView } from "./view-client.ts";

/** What applications may do in people's names: everybody sees and takes back their own, administrators everybody's. */
export function createGrants(deps: {
  grants: OAuthGrantStore;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  clock: Clock;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return {
    /** Throws auth.forbidden when somebody else's are asked for, and principal.not_found. */
    async list(caller: Caller, input: z.output<typeof listOAuthGrantsInputSchema>): Promise<OAuthGrantView[]> {
      const { principal } = caller;
      const { principalId: handle, clientId } = input ?? {};
      const isForeign = handle === undefined ? clientId !== undefined : handle !== principal.handle;
      if (isForeign && !canAdminister(principal))
        throw new CoreError("auth.forbidden", "Only an owner or an admin may look at what others have allowed.");
      if (isForeign) refuseApplication(caller);
      const isAnybodys = handle === undefined && clientId !== undefined;
      const subject = handle === undefined ? principal : await deps.findPrincipal(principal.workspaceId, handle);
      const found = await deps.grants.list(principal.workspaceId, {
        now: deps.clock.now(),
        ...(!isAnybodys && { principalId: subject.id }),
        ...(clientId !== undefined && { clientId }),
      });
      return found.map(toGrantView);
    },

    /** Takes a grant back with every token it gave. Throws oauth_client.not_found, for a foreign one too. */
    async revoke(caller: Caller, grantId: string): Promise<void> {
      const { principal } = caller;
      const grant = await deps.grants.find(grantId);
      const isReachable =
        grant?.workspaceId === principal.workspaceId &&
        (grant.principalId === principal.id || canAdminister(principal));
      if (!grant || !isReachable) throw new CoreError("oauth_client.not_found", "There is no such grant.");
      if (grant.principalId !== principal.id) refuseApplication(caller);
      const detail = { grantId, clientId: grant.clientId, scopes: grant.scopes };
      const revoked = await recordAction(deps, caller, "oauth_grant.revoke", detail, () => deps.grants.revoke(grantId));
      announceEnded(deps, grant.workspaceId, revoked?.tokenHashes ?? []);
    },
  };
}
