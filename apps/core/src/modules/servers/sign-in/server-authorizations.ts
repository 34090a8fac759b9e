import type { HttpLaunch, Launch, ServerSignIn } from "@peta/contract";
import { iso, isoOrNull } from "../../iso-time.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import type { Clock } from "../../../adapters/clock.ts";
import type { EventBus } from "../../events.ts";
import type { Log } from "../../log.ts";
import type { Vault } from "../../vault.ts";
import type { ServerRecord } from "../server.ts";
import { createKeptSignIns } from "./kept-sign-ins.ts";
import type { ServerAuthorization } from "./server-authorization.ts";
import { createSharedAuthorization, type SharedAuthorization } from "./shared-authorization.ts";
import type { SignInFlow } from "./sign-in-flow.ts";
import { oauthOf, signInLaunch } from "./sign-in-launch.ts";
import { createSignInRecords } from "./sign-in-records.ts";
import type { SignInStore } from "./sign-in-store.ts";

export interface ServerAuthorizationsDeps {
  signIns: SignInStore;
  signInFlow: SignInFlow;
  vault: Vault;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  log: Log;
}

/** As long as Core waits for authorization servers when it stops. */
const STOP_MS = 3_000;

type Which = Pick<ServerRecord, "id" | "workspaceId" | "serverId" | "userFields">;

/** The sign-ins to all servers, as this process uses them: one for each server. */
export function createServerAuthorizations(deps: ServerAuthorizationsDeps) {
  const shared = {
    kept: createKeptSignIns({ ...deps, store: deps.signIns }),
    flow: deps.signInFlow,
    records: createSignInRecords(deps),
    clock: deps.clock,
    log: deps.log,
    onShown: ({ workspaceId, serverId }: Pick<ServerRecord, "workspaceId" | "serverId">) =>
      deps.events.publish({ type: "server.status_changed", workspaceId, serverId }),
  };
  const byRow = new Map<string, SharedAuthorization>();

  function of({ id, workspaceId, serverId }: Which, launch: HttpLaunch): SharedAuthorization {
    let found = byRow.get(id);
    if (found) found.follow(launch);
    else byRow.set(id, (found = createSharedAuthorization(shared, { workspaceId, serverId, serverRowId: id }, launch)));
    return found;
  }

  /** The server is gone from this process. */
  function forget(rowId: string): void {
    byRow.get(rowId)?.close();
    byRow.delete(rowId);
  }

  return {
    of,
    /** For one connection, until `release`. Null: Core does not sign in to such a server. */
    hold(server: Which, launch: Launch): { authorization: ServerAuthorization; release: () => void } | null {
      const own = signInLaunch(server, launch);
      if (!own) return null;
      const found = of(server, own);
      return { authorization: found.authorization, release: found.hold() };
    },
    /** What may be shown. Throws database.unavailable. */
    async view(server: Which, launch: Launch): Promise<ServerSignIn | null> {
      const own = signInLaunch(server, launch);
      if (!own) return null;
      const { held, reason, lastFailure } = await of(server, own).state();
      const { grant } = oauthOf(own);
      return {
        state: reason !== null ? "required" : held ? "signed_in" : "none",
        reason,
        grant,
        issuer: held?.credentials.issuer ?? null,
        scope: held?.credentials.scope ?? null,
        signedInBy: held?.signedInBy ?? null,
        signedInAt: isoOrNull(held?.signedInAt ?? null),
        expiresAt: isoOrNull(held?.credentials.expiresAt ?? null),
        renews: held !== null && (held.credentials.refreshToken !== null || grant === "client_credentials"),
        lastFailure: lastFailure && { at: iso(lastFailure.at), message: lastFailure.message },
      };
    },
    /** A person came back from the authorization server without anything. */
    failed(rowId: string, message: string): void {
      byRow.get(rowId)?.failed(message);
    },
    /** The server has its row now, and what was obtained before can be stored with it. */
    stored: (rowId: string): Promise<void> => byRow.get(rowId)?.store() ?? Promise.resolve(),
    /**
     * What is stored does not belong to the server any more: it is forgotten, and its tokens are given back in the
     * background. Throws database.unavailable.
     * @param launch as it was signed in to
     */
    async giveUp(server: Which, launch: HttpLaunch): Promise<void> {
      const { held } = await of(server, launch).state();
      forget(server.id);
      if (!(await deps.signIns.remove(server.workspaceId, server.id)) || !held) return;
      const known = held.credentials;
      void deps.signInFlow.revoke(known, { launch, oauth: oauthOf(launch), challenge: null, known });
    },
    forget,
    /** Another process may have signed in or out. Resolves with whether there is a token where there was none. */
    async readAgain(workspaceId: string, serverId: string): Promise<boolean> {
      const found = [...byRow.values()].filter(
        ({ place }) => place.workspaceId === workspaceId && place.serverId === serverId,
      );
      return (await Promise.all(found.map((one) => one.readAgain()))).includes(true);
    },
    /** Core stops. What is being renewed is stored first: a refresh token that has turned would be lost. Never rejects. */
    async close(): Promise<void> {
      let cancel = (): void => {};
      const late = new Promise<void>((resolve) => (cancel = deps.clock.after(STOP_MS, resolve)));
      await Promise.race([late, Promise.all([...byRow.values()].map((one) => one.finish()))]);
      cancel();
      for (const one of byRow.values()) one.close();
      byRow.clear();
    },
  };
}

export type ServerAuthorizations = ReturnType<typeof createServerAuthorizations>;
