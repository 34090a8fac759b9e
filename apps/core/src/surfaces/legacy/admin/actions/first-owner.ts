import type { adminWire } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../../../errors.ts";
import { requireEncryptedToken } from "../../../../modules/legacy/users/index.ts";
import type { AdminDeps } from "../deps.ts";
import { userRow } from "../rows/user-row.ts";

const HASH = /^[0-9a-f]{32}$/;

/**
 * Creates the first owner for a client that has no token yet. Whoever does it must know the set-up token, as everywhere:
 * the legacy product took whoever came first. Throws auth.required for other users, setup.token_invalid,
 * setup.already_done as principal.duplicate, input.invalid.
 */
export async function setUpFirstOwner(
  { installation, legacy }: AdminDeps,
  data: z.output<typeof adminWire.createUserSchema>,
  ipAddress: string | null,
): Promise<{ user: adminWire.LegacyUserRow }> {
  if (await installation.isSetUp())
    throw new CoreError("principal.duplicate", "There is an owner already. Send an access token to add others.");
  if (data.setupToken === undefined)
    throw new CoreError(
      "auth.forbidden",
      "The first owner is created with the set-up token of the start log: open the set-up link, or send it as data.setupToken.",
    );
  if (!HASH.test(data.userId) || !data.encryptedToken)
    throw new CoreError(
      "input.invalid",
      "The first owner needs encryptedToken, and as userId the first 32 hex digits of the token's SHA-256.",
    );
  requireEncryptedToken(data.encryptedToken);
  const { owner } = await installation.setUp(
    { setupToken: data.setupToken, name: data.name.trim() || "Owner", legacyId: data.userId },
    { ipAddress },
  );
  await legacy.users.keepFirstOwner(owner, data.userId, data.encryptedToken);
  return { user: userRow(await legacy.users.require(owner.workspaceId, data.userId), []) };
}
