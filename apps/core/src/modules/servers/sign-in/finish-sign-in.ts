import type { Clock } from "../../../adapters/clock.ts";
import { CoreError, toPublicError } from "../../../errors.ts";
import { adminEntry } from "../../audit/admin-entry.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { recordAction } from "../../audit/record-action.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { EventBus } from "../../events.ts";
import type { Log } from "../../log.ts";
import { type Caller, isActive, type Principal } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import type { LiveServers } from "../live-servers.ts";
import { openLaunch } from "../seal-launch.ts";
import type { ServerStore } from "../server-store.ts";
import type { PendingSignIns, SignInUnderWay } from "./pending-sign-ins.ts";
import { restartInBackground } from "./restart-in-background.ts";
import type { ServerAuthorizations } from "./server-authorizations.ts";
import type { SignInFlow } from "./sign-in-flow.ts";
import { isSameSignIn, oauthOf, signInLaunch } from "./sign-in-launch.ts";

export interface FinishSignInDeps {
  store: Pick<ServerStore, "find">;
  live: Pick<LiveServers, "find">;
  authorizations: ServerAuthorizations;
  signInFlow: Pick<SignInFlow, "finish" | "revoke">;
  underWay: PendingSignIns;
  /** As they are now. Null: gone. */
  findPrincipalById: (id: string) => Promise<Principal | null>;
  vault: Vault;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  log: Log;
}

/** What an authorization server sent the browser back with. */
export interface SignInAnswer {
  state: string;
  code: string | null;
  /** A name of RFC 6749, section 4.1.2.1, as it came: never shown. */
  error: string | null;
  /** RFC 9207. */
  issuer: string | null;
}

export type FinishedSignIn =
  | { kind: "done"; serverId: string }
  /** The person has said no. */
  | { kind: "denied"; serverId: string }
  | { kind: "failed"; serverId: string; message: string }
  /** The state is none of ours, was used, or its time is over. */
  | { kind: "unknown" }
  /** It was begun in another browser. */
  | { kind: "elsewhere" };

/**
 * Ends a sign-in with the answer that a browser brings back. It acts as the administrator who started it, if they still
 * are one. Never rejects for what the answer is; throws audit.unavailable and database.unavailable.
 */
export function createFinishSignIn(deps: FinishSignInDeps) {
  return async (answer: SignInAnswer, browser: string | null, ipAddress: string | null): Promise<FinishedSignIn> => {
    const found = deps.underWay.take(answer.state, browser);
    if (!found) return { kind: "unknown" };
    const { underWay } = found;
    const { serverId, workspaceId } = underWay.place;
    const { issuer, scope } = underWay.pending;
    const detail = { serverId, issuer, scope };
    const actor: Caller = { ...underWay.actor, ipAddress };
    const show = (message: string): FinishedSignIn => {
      deps.authorizations.failed(underWay.place.serverRowId, message);
      return { kind: "failed", serverId, message };
    };
    const fail = async (error: CoreError): Promise<FinishedSignIn> => {
      const { code: errorCode, message: reason } = error;
      const more = { serverId, outcome: "failed", errorCode, reason } as const;
      await deps.audit.record(adminEntry(actor, "server.signed_in", detail, more));
      return show(reason);
    };
    if (found.isElsewhere) {
      await fail(new CoreError("server.sign_in_failed", "The answer came with another browser than the one sent out."));
      return { kind: "elsewhere" };
    }
    if (answer.error === "access_denied") {
      await fail(new CoreError("server.sign_in_failed", "The sign-in was refused at the authorization server."));
      return { kind: "denied", serverId };
    }
    try {
      const principal = await deps.findPrincipalById(actor.principal.id);
      const isThere = principal !== null && principal.workspaceId === workspaceId;
      if (!isThere || !isActive(principal, deps.clock.now())) return await fail(notAllowed());
      actor.principal = principal;
      await requireAdministrator(deps, actor, "server.signed_in", serverId);
    } catch (error) {
      if (!(error instanceof CoreError) || error.code !== "auth.forbidden") throw error;
      return show(notAllowed().message);
    }
    const { code } = answer;
    if (answer.error !== null || !code) return fail(withoutCode());
    try {
      await recordAction(
        deps,
        actor,
        "server.signed_in",
        detail,
        () => exchange(underWay, actor, { ...answer, code }),
        {
          serverId,
        },
      );
      return { kind: "done", serverId };
    } catch (error) {
      if (error instanceof CoreError && error.code === "audit.unavailable") throw error;
      if (!(error instanceof CoreError)) deps.log.error({ err: error, serverId }, "a sign-in to a server failed");
      return show(toPublicError(error).message);
    }
  };

  async function exchange(
    { place, launch: begunWith, pending }: SignInUnderWay,
    { principal }: Caller,
    { code, issuer }: { code: string; issuer: string | null },
  ): Promise<void> {
    const { workspaceId, serverId, serverRowId } = place;
    const find = async () => {
      const server = (await deps.store.find(workspaceId, serverId))?.server;
      const launch = server?.id === serverRowId ? signInLaunch(server, openLaunch(deps.vault, server)) : null;
      return server && launch && isSameSignIn(begunWith, launch) ? { server, launch } : null;
    };
    if (!(await find())) throw changed();
    const credentials = await deps.signInFlow.finish(pending, { code, issuer });
    // INVARIANT: they belong to the address and the authorization server that the person was sent to (A14, A15).
    if (credentials.serverUrl !== begunWith.url || credentials.issuer !== pending.issuer) throw changed();
    // Again: the exchange has taken its time.
    const now = await find();
    if (!now) {
      const oauth = oauthOf(begunWith);
      await deps.signInFlow.revoke(credentials, { launch: begunWith, oauth, challenge: null, known: credentials });
      throw changed();
    }
    const signedIn = { credentials, signedInBy: principal.handle, signedInAt: deps.clock.now() };
    await deps.authorizations.of(now.server, now.launch).signedIn(signedIn);
    deps.events.publish({ type: "servers.changed", workspaceId, serverId });
    restartInBackground(deps.live, workspaceId, serverId);
  }
}

const changed = (): CoreError =>
  new CoreError("server.sign_in_failed", "The server was changed or removed during the sign-in. Start again.");
const notAllowed = (): CoreError =>
  new CoreError("auth.forbidden", "Whoever started this sign-in may not administer the workspace any more.");
const withoutCode = (): CoreError =>
  new CoreError("server.sign_in_failed", "The authorization server did not agree to the sign-in. Start again.");
