import type { Clock } from "../../adapters/clock.ts";
import type { Principal } from "../principals/principal.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import type { OAuthGrantStore } from "./oauth-grant-store.ts";

/** The OAuth clients that a principal has allowed something, or that act as it. */
export const createListClientsOf =
  (deps: { clients: OAuthClientStore; grants: OAuthGrantStore; clock: Clock }) =>
  async ({ workspaceId, id }: Principal): Promise<{ clientId: string; name: string }[]> => {
    const now = deps.clock.now();
    const allowed = await deps.grants.list(workspaceId, { principalId: id, now });
    const uses = await deps.clients.listUses(workspaceId, now);
    const ids = new Set(allowed.map(({ clientId }) => clientId));
    return uses
      .filter(({ client }) => ids.has(client.id) || client.principalId === id)
      .map(({ client }) => ({ clientId: client.id, name: client.name }));
  };
