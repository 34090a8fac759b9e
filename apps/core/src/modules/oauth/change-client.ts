import type { OAuthClientView } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import type { Caller } from "../principals/principal.ts";
import type { OAuthClientUse } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import type { OAuthTokenStore } from "./oauth-token-store.ts";
import { toClientView } from "./view-client.ts";

interface Deps {
  clients: OAuthClientStore;
  tokens: OAuthTokenStore;
  clock: Clock;
  audit: AuditRecorder;
  events: EventBus;
}

/** The client as this workspace knows it, or CoreError oauth_client.not_found. */
export async function requireUse(
  deps: Pick<Deps, "clients" | "clock">,
  workspaceId: string,
  clientId: string,
): Promise<OAuthClientUse> {
  const use = await deps.clients.findUse(workspaceId, clientId, deps.clock.now());
  if (!use)
    throw new CoreError(
      "oauth_client.not_found",
      "There is no such OAuth client in this workspace. `peta oauth-client list` shows them.",
    );
  return use;
}

/** Says that access tokens ended: sessions with them end within a second, and the next request is refused (A7). */
export function announceEnded(deps: Pick<Deps, "events">, workspaceId: string, tokenHashes: readonly string[]): void {
  for (const tokenHash of tokenHashes) deps.events.publish({ type: "token.revoked", workspaceId, tokenHash });
  deps.events.publish({ type: "oauth_clients.changed", workspaceId });
}

/**
 * Switches a client off or on in this workspace. While it is off its tokens are refused and it gets no new ones; other
 * workspaces of the installation decide for themselves. Throws oauth_client.not_found.
 */
export function createSetClient(deps: Deps) {
  return async (actor: Caller, input: { clientId: string; enabled: boolean }): Promise<OAuthClientView> => {
    const { workspaceId } = actor.principal;
    const { clientId, enabled } = input;
    const use = await requireUse(deps, workspaceId, clientId);
    const detail = { clientId, name: use.client.name, before: { enabled: use.enabled }, after: { enabled } };
    await recordAction(deps, actor, "oauth_client.set", detail, () =>
      deps.clients.setEnabled(workspaceId, clientId, enabled),
    );
    announceEnded(deps, workspaceId, enabled ? [] : await deps.tokens.listAccessHashes(workspaceId, clientId));
    return toClientView({ ...use, enabled });
  };
}

/** Takes a client out of this workspace, with every grant and token it has there. Throws oauth_client.not_found. */
export function createRemoveClient(deps: Deps) {
  return async (actor: Caller, clientId: string): Promise<void> => {
    const { workspaceId } = actor.principal;
    const { client } = await requireUse(deps, workspaceId, clientId);
    const detail = { clientId, name: client.name, origin: client.origin };
    const ended = await recordAction(deps, actor, "oauth_client.remove", detail, () =>
      deps.clients.remove(workspaceId, clientId),
    );
    announceEnded(deps, workspaceId, ended);
  };
}
