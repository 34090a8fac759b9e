import { adminWire } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { recordAction } from "../../audit/record-action.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { GrantRecord } from "../../permissions/permission-store.ts";
import type { PermissionsModule } from "../../permissions/index.ts";
import { requireRankAbove } from "../../principals/guard-roles.ts";
import type { PrincipalsModule } from "../../principals/index.ts";
import type { Caller, Principal } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import type { LegacyUser } from "./legacy-user.ts";
import type { LegacyUserStore } from "./legacy-user-store.ts";
import { type ReadUsers, sealIdentity } from "./read-users.ts";

export interface UserChange {
  name?: string;
  notes?: string | null;
  isEnabled?: boolean;
  encryptedToken?: string;
  grants?: readonly Omit<GrantRecord, "principalId">[];
}

export interface ChangeUserDeps {
  store: LegacyUserStore;
  principals: Pick<PrincipalsModule, "update" | "remove">;
  permissions: Pick<PermissionsModule, "replacePermissions">;
  audit: AuditRecorder;
  vault: Vault;
  clock: Clock;
}

/** Throws input.invalid for what no client could open again. */
export function requireEncryptedToken(text: string): void {
  try {
    adminWire.encryptedDataSchema.parse(JSON.parse(text));
  } catch {
    throw new CoreError("input.invalid", "encryptedToken must be JSON text with data, iv, salt and tag in base64.");
  }
}

/** Owners are changed elsewhere, by owners. Throws auth.forbidden. */
function refuseOwner({ principal }: LegacyUser, what: string): void {
  if (principal.role === "owner") throw new CoreError("auth.forbidden", `An owner cannot be ${what}.`);
}

const requireRank = (actor: Caller, { principal }: LegacyUser): void => {
  if (principal.id !== actor.principal.id)
    requireRankAbove(actor.principal, principal.role, `change a user with the role ${principal.role}`);
};

/**
 * Changes and removes users. Admins govern users alone, owners everybody, and nobody disables or removes an owner here.
 * Every operation throws principal.not_found and auth.forbidden.
 */
export function createChangeUsers(deps: ChangeUserDeps, users: ReadUsers) {
  const { store, principals, permissions } = deps;

  const saveFacts = async (actor: Caller, user: LegacyUser, change: UserChange): Promise<void> => {
    if (change.notes === undefined && change.encryptedToken === undefined) return;
    if (change.encryptedToken !== undefined) requireEncryptedToken(change.encryptedToken);
    const { principal } = user;
    const encryptedToken = change.encryptedToken ?? user.encryptedToken;
    const facts = {
      principalId: principal.id,
      userId: user.userId,
      sealedEncryptedToken:
        encryptedToken === null ? null : deps.vault.seal(encryptedToken, sealIdentity(principal.id)),
      notes: change.notes === undefined ? user.notes : change.notes,
      proxyId: user.proxyId,
      createdAt: user.createdAt,
      updatedAt: deps.clock.now(),
    };
    const detail = {
      principalId: principal.handle,
      notes: change.notes !== undefined,
      encryptedToken: change.encryptedToken !== undefined,
    };
    await recordAction(deps, actor, "legacy_user.update", detail, () => store.save(principal.workspaceId, facts));
  };

  return {
    /** What the first owner's client wants to find again. There is no actor yet: the set-up has its own record. */
    async keepFirstOwner(owner: Principal, userId: string, encryptedToken: string): Promise<void> {
      const now = deps.clock.now();
      await store.save(owner.workspaceId, {
        principalId: owner.id,
        userId,
        sealedEncryptedToken: deps.vault.seal(encryptedToken, sealIdentity(owner.id)),
        notes: null,
        proxyId: 0,
        createdAt: now,
        updatedAt: now,
      });
    },

    /** Throws input.invalid. */
    async update(actor: Caller, userId: string, change: UserChange): Promise<void> {
      await requireAdministrator(deps, actor, "principal.update");
      const user = await users.require(actor.principal.workspaceId, userId);
      const { principal } = user;
      requireRank(actor, user);
      if (change.isEnabled === false) refuseOwner(user, "disabled");
      await saveFacts(actor, user, change);
      const status = change.isEnabled === undefined ? undefined : change.isEnabled ? "active" : "disabled";
      if (change.name !== undefined || (status !== undefined && status !== principal.status))
        await principals.update(actor, {
          principalId: principal.handle,
          ...(change.name !== undefined && { displayName: change.name.trim() || principal.handle }),
          ...(status !== undefined && { status }),
        });
      if (change.grants) await permissions.replacePermissions(actor, principal, change.grants);
    },

    async remove(actor: Caller, userId: string): Promise<void> {
      await requireAdministrator(deps, actor, "principal.remove");
      const user = await users.require(actor.principal.workspaceId, userId);
      refuseOwner(user, "removed");
      await principals.remove(actor, user.principal.handle);
    },

    /** Removes every user with this number, or, where an owner is among them, nobody. */
    async removeByProxy(actor: Caller, proxyId: number): Promise<number> {
      await requireAdministrator(deps, actor, "principal.remove");
      const meant = (await users.list(actor.principal.workspaceId)).filter((user) => user.proxyId === proxyId);
      for (const user of meant) {
        refuseOwner(user, "removed");
        requireRank(actor, user);
      }
      // Agents first: a person cannot go while agents belong to them.
      const agentsFirst = meant.toSorted((a, b) => a.principal.kind.localeCompare(b.principal.kind));
      for (const { principal } of agentsFirst) await principals.remove(actor, principal.handle);
      return meant.length;
    },
  };
}
