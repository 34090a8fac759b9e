import { createHash } from "node:crypto";
import type { Principal } from "../../src/modules/principals/principal.ts";
import type { TokenStore } from "../../src/modules/principals/token-store.ts";

export const WORKSPACE = "ws_test";

const principalOf = (handle: string): Principal => ({
  id: `prn_${handle}`,
  workspaceId: WORKSPACE,
  handle,
  displayName: handle,
  kind: "agent",
  role: "user",
  status: "active",
  expiresAt: null,
  accountId: null,
  ownerId: null,
});

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Tokens in memory: `<handle>-<anything>` is a token of that principal unless it was revoked. */
export function createIdentities() {
  const principals = new Map<string, Principal>();
  const revoked = new Set<string>();
  const handles = new Map<string, string>();
  const principal = (handle: string): Principal => {
    let found = principals.get(handle);
    if (!found) principals.set(handle, (found = principalOf(handle)));
    return found;
  };
  const tokens: Pick<TokenStore, "findByHash" | "touch"> = {
    async findByHash(tokenHash) {
      const handle = handles.get(tokenHash);
      if (handle === undefined) return null;
      const record = {
        id: `tok_${tokenHash.slice(0, 8)}`,
        workspaceId: WORKSPACE,
        principalId: `prn_${handle}`,
        principalHandle: handle,
        name: "",
        lastFour: "",
        createdAt: 0,
        expiresAt: null,
        revokedAt: revoked.has(tokenHash) ? 1 : null,
        lastUsedAt: null,
      };
      return { token: record, principal: principal(handle) };
    },
    touch: async () => {},
  };
  return {
    tokens: tokens as TokenStore,
    principals: {
      findByHandle: async (_workspaceId: string, handle: string) => principals.get(handle) ?? null,
      findById: async (_workspaceId: string, id: string) =>
        [...principals.values()].find((one) => one.id === id) ?? null,
    },
    principal,
    issue(handle: string, suffix = "token"): string {
      const token = `${handle}-${suffix}`;
      handles.set(hashToken(token), handle);
      principal(handle);
      return token;
    },
    revoke: (token: string) => revoked.add(hashToken(token)),
    update: (handle: string, change: Partial<Principal>) => principals.set(handle, { ...principal(handle), ...change }),
  };
}
