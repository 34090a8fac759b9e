import type { ServerDetail } from "@peta/contract";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { recordAction } from "../../audit/record-action.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { EventBus } from "../../events.ts";
import type { Caller } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import type { LiveServers } from "../live-servers.ts";
import type { ServerStore } from "../server-store.ts";
import type { PendingSignIns } from "./pending-sign-ins.ts";
import { requireSignIn } from "./require-sign-in.ts";
import { restartInBackground } from "./restart-in-background.ts";
import type { ServerAuthorizations } from "./server-authorizations.ts";
import type { SignInFlow } from "./sign-in-flow.ts";
import { signInRequired } from "./sign-in-required.ts";

export interface SignOutDeps {
  store: Pick<ServerStore, "find">;
  live: Pick<LiveServers, "find">;
  authorizations: ServerAuthorizations;
  signInFlow: Pick<SignInFlow, "revoke">;
  underWay: PendingSignIns;
  vault: Vault;
  audit: AuditRecorder;
  events: EventBus;
}

/**
 * Forgets the sign-in to a server, gives its tokens back where that is possible, and ends what was opened with them.
 * Throws server.not_found, input.invalid for a server without a sign-in, auth.forbidden.
 */
export function createSignOut(
  deps: SignOutDeps,
  get: (workspaceId: string, serverId: string) => Promise<ServerDetail>,
) {
  return async (actor: Caller, serverId: string): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.sign_out", serverId);
    const { server, launch, oauth } = await requireSignIn(deps, workspaceId, serverId);
    const own = deps.authorizations.of(server, launch);
    const { held } = await own.state();
    const detail = { serverId, issuer: held?.credentials.issuer ?? null, scope: held?.credentials.scope ?? null };
    const run = async (): Promise<ServerDetail> => {
      deps.underWay.drop(server.id);
      const isOfPerson = oauth.grant === "authorization_code";
      const why = isOfPerson ? signInRequired(serverId, "Somebody signed Core out of this server.").message : null;
      const credentials = await own.signedOut(why);
      // First it is not used any more: giving it back may fail.
      if (credentials)
        await deps.signInFlow.revoke(credentials, { launch, oauth, challenge: null, known: credentials });
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
      if (credentials) restartInBackground(deps.live, workspaceId, serverId);
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.sign_out", detail, run, { serverId });
  };
}
