import type { PartialAdapter } from "./partial-adapter.ts";
import { currentRequest } from "./request-context.ts";
import type { OidcStorage } from "./storage.ts";

/** The library's grants are rows of ours with one resource each. */
export function createGrantAdapter(storage: OidcStorage): PartialAdapter {
  return {
    async upsert(id, { accountId = "", clientId = "", resources, exp = 0 }) {
      const [resource, scope] = Object.entries((resources ?? {}) as Record<string, string>)[0] ?? [];
      const principal = await storage.findPrincipalById(accountId);
      const client = await storage.findClient(clientId);
      if (resource === undefined || scope === undefined || !principal || !client)
        throw new TypeError("a grant names who allowed what to whom");
      const { workspaceId } = principal;
      const now = storage.now();
      await storage.clients.noteUse(workspaceId, client, now);
      await storage.grants.insert({
        id,
        workspaceId,
        principalId: accountId,
        clientId,
        resource,
        scopes: scope.split(" "),
        createdAt: now,
        expiresAt: exp * 1000,
        lastUsedAt: null,
      });
      storage.announceEnded(workspaceId, []);
    },

    async find(id) {
      const grant = await storage.grants.find(id);
      if (!grant) return undefined;
      return {
        kind: "Grant",
        jti: id,
        accountId: grant.principalId,
        clientId: grant.clientId,
        resources: { [grant.resource]: grant.scopes.join(" ") },
        iat: Math.floor(grant.createdAt / 1000),
        exp: Math.floor(grant.expiresAt / 1000),
      };
    },

    async destroy(id) {
      const { grantEnd, ipAddress } = currentRequest();
      await storage.tokenEvents.endGrant(id, grantEnd, ipAddress);
    },
  };
}
