import { adminWire } from "@peta/contract";
import type { LegacyServer, LegacyUser } from "../../../../modules/legacy/index.ts";
import { writePermissionMap } from "../../../../modules/legacy/users/index.ts";

export const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The highest rate that there is stands for none. */
const NO_LIMIT = 1_000_000;

/** Permissions of a user as JSON text, by the wire's own server ids. */
export function permissionText(user: LegacyUser, servers: readonly LegacyServer[]): string {
  const legacyIds = new Map(servers.map(({ server, legacyId }) => [server.serverId, legacyId]));
  return JSON.stringify(writePermissionMap(user.grants, servers, (serverId) => legacyIds.get(serverId) ?? serverId));
}

export const userRow = (user: LegacyUser, servers: readonly LegacyServer[]): adminWire.LegacyUserRow => ({
  userId: user.userId,
  status: adminWire.LEGACY_USER_STATUS[user.principal.status === "active" ? "enabled" : "disabled"],
  role: adminWire.LEGACY_ROLE[user.principal.role],
  permissions: permissionText(user, servers),
  userPreferences: "{}",
  launchConfigs: "{}",
  expiresAt: user.principal.expiresAt === null ? 0 : seconds(user.principal.expiresAt),
  createdAt: seconds(user.createdAt),
  updatedAt: seconds(user.updatedAt),
  ratelimit: user.ratePerMinute ?? NO_LIMIT,
  name: user.principal.displayName,
  encryptedToken: user.encryptedToken,
  proxyId: user.proxyId,
  notes: user.notes,
});

/** Lists leave out what is only for the user's own page. */
export const userListRow = (
  user: LegacyUser,
  servers: readonly LegacyServer[],
): Omit<adminWire.LegacyUserRow, "userPreferences" | "launchConfigs"> => {
  const { userPreferences: _, launchConfigs: __, ...row } = userRow(user, servers);
  return row;
};

/** What anybody may know of the owner before signing in. */
export const trimmedOwner = (user: Omit<LegacyUser, "grants">) => {
  const { userId, encryptedToken, role, status, expiresAt, createdAt } = userRow({ ...user, grants: [] }, []);
  return { userId, encryptedToken, role, status, expiresAt, createdAt };
};
