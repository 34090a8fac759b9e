import type { StartedSignIn } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { recordAction } from "../../audit/record-action.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import { iso } from "../../iso-time.ts";
import type { Caller } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import type { ServerStore } from "../server-store.ts";
import { newSignInSecret, type PendingSignIns, SIGN_IN_TIME_MS } from "./pending-sign-ins.ts";
import { requireSignIn } from "./require-sign-in.ts";
import type { ServerAuthorizations } from "./server-authorizations.ts";
import { signInAddresses } from "./sign-in-addresses.ts";
import type { SignInFlow } from "./sign-in-flow.ts";

export interface StartSignInDeps {
  store: Pick<ServerStore, "find">;
  authorizations: ServerAuthorizations;
  signInFlow: Pick<SignInFlow, "begin">;
  underWay: PendingSignIns;
  vault: Vault;
  audit: AuditRecorder;
  clock: Clock;
  /** As browsers reach Core. */
  publicUrl: () => string;
}

/**
 * Prepares the sign-in of a person to a server; it ends with `finishSignIn`. Throws server.not_found, input.invalid for
 * a server without a sign-in, request.rate_limited, auth.forbidden, and what the authorization server's answers make of
 * it: server.sign_in_failed, server.unreachable, server.launch_refused.
 */
export function createStartSignIn(deps: StartSignInDeps) {
  return async (actor: Caller, serverId: string): Promise<StartedSignIn> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.sign_in", serverId);
    const { server, launch, oauth } = await requireSignIn(deps, workspaceId, serverId);
    if (oauth.grant === "client_credentials")
      throw new CoreError(
        "input.invalid",
        `Core signs in to the server "${serverId}" by itself, with its client credentials. \`peta server restart ${serverId}\` tries it now.`,
      );
    deps.underWay.requireRoom({ workspaceId, serverRowId: server.id });
    const { held, wanted } = await deps.authorizations.of(server, launch).state();
    const detail = {
      serverId,
      url: launch.url,
      issuer: held?.credentials.issuer ?? null,
      scope: oauth.scope ?? wanted?.scope ?? null,
    };
    const run = async (): Promise<StartedSignIn> => {
      const state = newSignInSecret();
      const { go, callback, client } = signInAddresses(deps.publicUrl());
      const pending = await deps.signInFlow.begin({
        launch,
        oauth,
        challenge: wanted,
        known: held?.credentials ?? null,
        redirectUrl: callback,
        clientMetadataUrl: client,
        state,
      });
      requireWebAddress(pending.authorizationUrl);
      const expiresAt = deps.clock.now() + SIGN_IN_TIME_MS;
      deps.underWay.put(state, {
        place: { workspaceId, serverId, serverRowId: server.id },
        actor,
        launch,
        pending,
        expiresAt,
      });
      return { url: go(state), issuer: pending.issuer, scope: pending.scope, expiresAt: iso(expiresAt) };
    };
    return recordAction(deps, actor, "server.sign_in", detail, run, { serverId });
  };
}

/** A browser is sent there (A16). */
function requireWebAddress(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new CoreError(
    "server.sign_in_failed",
    "The authorization server names an address for the sign-in that is none of the web. Nobody is sent there.",
  );
}
