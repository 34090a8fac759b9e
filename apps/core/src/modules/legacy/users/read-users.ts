import { CoreError } from "../../../errors.ts";
import type { PermissionStore } from "../../permissions/permission-store.ts";
import type { PrincipalListing, PrincipalStore } from "../../principals/principal-store.ts";
import type { Vault } from "../../vault.ts";
import { derivedUserId, type LegacyUser } from "./legacy-user.ts";
import type { LegacyUserFacts, LegacyUserStore } from "./legacy-user-store.ts";

export interface ReadUsersDeps {
  store: LegacyUserStore;
  principals: PrincipalStore;
  permissions: Pick<PermissionStore, "listGrants">;
  vault: Vault;
}

export const sealIdentity = (principalId: string): string => `legacy-user:${principalId}`;

export const userNotFound = (userId: string): CoreError =>
  new CoreError("principal.not_found", `There is no user "${userId.slice(0, 64)}" in this workspace.`);

/** Every principal of a workspace as the legacy wires see it, agents included. */
export function createReadUsers({ store, principals, permissions, vault }: ReadUsersDeps) {
  const toUser = (
    { principal, ratePerMinute, createdAt }: Pick<PrincipalListing, "principal" | "ratePerMinute" | "createdAt">,
    facts: LegacyUserFacts | undefined,
  ): Omit<LegacyUser, "grants"> => ({
    principal,
    userId: facts?.userId ?? derivedUserId(principal.id),
    encryptedToken: facts?.sealedEncryptedToken
      ? vault.open(facts.sealedEncryptedToken, sealIdentity(principal.id))
      : null,
    notes: facts?.notes ?? null,
    proxyId: facts?.proxyId ?? 0,
    ratePerMinute,
    createdAt: facts?.createdAt ?? createdAt,
    updatedAt: facts?.updatedAt ?? createdAt,
  });

  const list = async (workspaceId: string): Promise<LegacyUser[]> => {
    const [listings, facts, grants] = await Promise.all([
      principals.list(workspaceId),
      store.list(workspaceId),
      permissions.listGrants(workspaceId),
    ]);
    const byPrincipal = new Map(facts.map((one) => [one.principalId, one]));
    const grantsOf = Map.groupBy(grants, ({ principalId }) => principalId);
    return listings.map((listing) => ({
      ...toUser(listing, byPrincipal.get(listing.principal.id)),
      grants: grantsOf.get(listing.principal.id) ?? [],
    }));
  };
  const find = async (workspaceId: string, userId: string): Promise<LegacyUser | undefined> =>
    (await list(workspaceId)).find((user) => user.userId === userId);

  return {
    list,
    find,
    /** Throws principal.not_found. */
    async require(workspaceId: string, userId: string): Promise<LegacyUser> {
      const user = await find(workspaceId, userId);
      if (!user) throw userNotFound(userId);
      return user;
    },
    /** The first active owner, without their switches. Throws principal.not_found while there is none. */
    async requireOwner(workspaceId: string | undefined): Promise<Omit<LegacyUser, "grants">> {
      const owner = workspaceId === undefined ? null : await store.findOwner(workspaceId);
      if (!owner) throw new CoreError("principal.not_found", "This installation has no owner yet: set it up first.");
      return toUser(owner.listing, owner.facts);
    },
  };
}

export type ReadUsers = ReturnType<typeof createReadUsers>;
