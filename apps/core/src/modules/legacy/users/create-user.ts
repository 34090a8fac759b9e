import { createHash } from "node:crypto";
import type { Role } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { LEGACY_TOKEN } from "../../principals/authenticate-token.ts";
import { requireRankAbove } from "../../principals/guard-roles.ts";
import type { PrincipalsModule } from "../../principals/index.ts";
import type { Caller } from "../../principals/principal.ts";
import type { PrincipalStore } from "../../principals/principal-store.ts";
import type { Vault } from "../../vault.ts";
import { userIdOfHash } from "./legacy-user.ts";
import type { LegacyUserStore } from "./legacy-user-store.ts";
import { type ReadUsers, sealIdentity } from "./read-users.ts";

export interface NewLegacyUser {
  userId: string;
  /** The new user's token, encrypted with the caller's; null: Core makes a token. */
  encryptedToken: string | null;
  role: Extract<Role, "admin" | "user">;
  name: string;
  notes: string | null;
  proxyId: number;
  isEnabled: boolean;
  /** Milliseconds since 1970; null: never. */
  expiresAt: number | null;
  createdAt: number | null;
}

export interface CreateUserDeps {
  store: LegacyUserStore;
  principalStore: Pick<PrincipalStore, "findByHandle">;
  principals: Pick<PrincipalsModule, "add" | "update" | "remove" | "createToken" | "importToken">;
  vault: Vault;
  clock: Clock;
}

const slug = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");

/** The ids that people may type for this user, best first. */
function handlesFor({ userId, name }: NewLegacyUser): string[] {
  const isHash = /^[0-9a-f]{32}$/.test(userId);
  const short = createHash("sha256").update(userId).digest("hex").slice(0, 12);
  return [
    ...(isHash ? [] : [slug(userId)]),
    slug(name),
    isHash ? `user-${userId.slice(0, 12)}` : `user-${short}`,
    isHash ? `user-${userId}` : `user-${short}-2`,
  ].filter((handle) => handle !== "");
}

/** Proves that whoever creates the user knows the token that the id stands for. Throws input.invalid. */
async function openToken(user: NewLegacyUser, open: (text: string) => Promise<string>): Promise<string | null> {
  if (user.encryptedToken === null) return null;
  const token = await open(user.encryptedToken);
  if (!LEGACY_TOKEN.test(token))
    throw new CoreError("input.invalid", "A token has 64 random bytes, written as 128 lower-case hex digits.");
  const tokenHash = createHash("sha256").update(token).digest("hex");
  if (userIdOfHash(tokenHash) !== user.userId)
    throw new CoreError(
      "input.invalid",
      "The userId is not the one of this token: the first 32 hex digits of its SHA-256.",
    );
  return token;
}

/**
 * Adds a person with a token of the legacy form, or with one that Core makes and answers once. The steps follow each
 * other as the legacy product checked them; a step that fails takes the person away again.
 * Throws auth.forbidden, principal.duplicate, input.invalid.
 */
export function createCreateUser(deps: CreateUserDeps, users: Pick<ReadUsers, "find">) {
  const freeHandle = async (workspaceId: string, user: NewLegacyUser): Promise<string> => {
    for (const handle of handlesFor(user))
      if (!(await deps.principalStore.findByHandle(workspaceId, handle))) return handle;
    throw new CoreError("principal.duplicate", "Every id that this user could have is taken. Give it another name.");
  };

  return async (
    actor: Caller,
    user: NewLegacyUser,
    open: (text: string) => Promise<string>,
  ): Promise<{ accessToken: string | null }> => {
    const { workspaceId } = actor.principal;
    requireRankAbove(actor.principal, user.role, `create a user with the role ${user.role}`);
    if (await users.find(workspaceId, user.userId))
      throw new CoreError("principal.duplicate", `There is a user "${user.userId}" already.`);
    const token = await openToken(user, open);
    const handle = await freeHandle(workspaceId, user);
    await deps.principals.add(
      actor,
      {
        principalId: handle,
        kind: "person",
        role: user.role,
        ...(user.name.trim() !== "" && { displayName: user.name }),
      },
      { expiresAt: user.expiresAt },
    );
    try {
      const principal = await deps.principalStore.findByHandle(workspaceId, handle);
      if (!principal) throw new CoreError("principal.not_found", "The new user was removed meanwhile.");
      const now = deps.clock.now();
      await deps.store.save(workspaceId, {
        principalId: principal.id,
        userId: user.userId,
        sealedEncryptedToken:
          user.encryptedToken === null ? null : deps.vault.seal(user.encryptedToken, sealIdentity(principal.id)),
        notes: user.notes,
        proxyId: user.proxyId,
        createdAt: user.createdAt ?? now,
        updatedAt: now,
      });
      if (token !== null) await deps.principals.importToken(actor, handle, token);
      const accessToken =
        token === null
          ? (await deps.principals.createToken(actor, { principalId: handle, expiresInSeconds: null })).token
          : null;
      if (!user.isEnabled) await deps.principals.update(actor, { principalId: handle, status: "disabled" });
      return { accessToken };
    } catch (error) {
      await deps.principals.remove(actor, handle);
      throw error;
    }
  };
}
