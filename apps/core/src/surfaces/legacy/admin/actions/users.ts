import { adminWire } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import type { LegacyServer } from "../../../../modules/legacy/index.ts";
import { readPermissionMap } from "../../../../modules/legacy/users/index.ts";
import { type AdminAction, adminAction, type AdminContext, publicAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { trimmedOwner, userListRow, userRow } from "../rows/user-row.ts";
import { setUpFirstOwner } from "./first-owner.ts";

const USER_ID = "5f3c0d1e2b4a69788796a5b4c3d2e1f0";
const MS_FROM = 1_000_000_000_000;

/** Seconds, or milliseconds where they are that many; 0: never. */
const expiry = (value: number): number | null =>
  value <= 0 ? null : Math.floor(value >= MS_FROM ? value / 1000 : value) * 1000;

/** 1001 to 1016: principals as users. */
export function userActions(deps: AdminDeps): AdminAction[] {
  const { users, servers } = deps.legacy;

  const grantsOf = (map: adminWire.LegacyPermissions, all: readonly LegacyServer[]) => {
    const byId = new Map(all.map((server) => [server.legacyId, server]));
    return readPermissionMap(map, (legacyId) => byId.get(legacyId));
  };
  const fullRow = async ({ caller }: AdminContext, userId: string): Promise<adminWire.LegacyUserRow> => {
    const [user, all] = await Promise.all([users.require(caller.principal.workspaceId, userId), servers.list(caller)]);
    return userRow(user, all);
  };
  const setRate = async ({ caller }: AdminContext, userId: string, ratePerMinute: number): Promise<void> => {
    const { principal } = await users.require(caller.principal.workspaceId, userId);
    await deps.network.setPrincipalLimit(caller, { principalId: principal.handle, ratePerMinute });
  };

  const create = async (context: AdminContext, data: (typeof adminWire.createUserSchema)["_output"]) => {
    const role = data.role === 0 ? 3 : data.role;
    if (role === 1) throw new CoreError("principal.duplicate", "There is an owner already.");
    if (role === 4) throw new CoreError("input.invalid", "Users are created as Admin (2) or User (3).");
    const permissions = data.permissions;
    const { accessToken } = await users.create(
      context.caller,
      {
        userId: data.userId,
        encryptedToken: data.encryptedToken ?? null,
        role: role === 2 ? "admin" : "user",
        name: data.name,
        notes: data.notes,
        proxyId: data.proxyId,
        isEnabled: data.status === adminWire.LEGACY_USER_STATUS.enabled,
        expiresAt: expiry(data.expiresAt),
        createdAt: data.createdAt === undefined ? null : data.createdAt * 1000,
      },
      context.open,
    );
    await setRate(context, data.userId, data.ratelimit);
    if (permissions && Object.keys(permissions).length > 0)
      await users.update(context.caller, data.userId, {
        grants: grantsOf(permissions, await servers.list(context.caller)),
      });
    return { user: await fullRow(context, data.userId), ...(accessToken !== null && { accessToken }) };
  };

  return [
    adminAction("DISABLE_USER", "admin", {
      era: "A",
      purpose: "Switches a user off and ends their sessions.",
      input: adminWire.targetSchema,
      example: { targetId: USER_ID },
      async run({ caller }, { targetId }) {
        await users.update(caller, targetId, { isEnabled: false });
        return null;
      },
    }),
    adminAction("UPDATE_USER_PERMISSIONS", "admin", {
      era: "A",
      purpose: "Replaces a user's permission map.",
      input: adminWire.updateUserPermissionsSchema,
      example: { targetId: USER_ID, permissions: { notes: { enabled: true, tools: { add: { enabled: false } } } } },
      async run({ caller }, { targetId, permissions }) {
        await users.update(caller, targetId, { grants: grantsOf(permissions, await servers.list(caller)) });
        return null;
      },
    }),
    publicAction("CREATE_USER", {
      era: "A",
      purpose: "Creates a user, or, before the set-up and with the set-up token, the first owner.",
      input: adminWire.createUserSchema,
      example: { userId: "user123", status: 1, role: 0 },
      run: ({ context, ipAddress }, data) => (context ? create(context, data) : setUpFirstOwner(deps, data, ipAddress)),
    }),
    adminAction("GET_USERS", "admin", {
      era: "A",
      purpose: "Lists users; agents and people who were added elsewhere are among them.",
      input: adminWire.getUsersSchema,
      example: { excludeRole: 1 },
      async run({ caller }, { userId, proxyId, role, excludeRole }) {
        const [all, of] = await Promise.all([users.list(caller.principal.workspaceId), servers.list(caller)]);
        if (userId !== undefined)
          return { users: all.filter((user) => user.userId === userId).map((user) => userRow(user, of)) };
        const isWanted = (number: number): boolean =>
          excludeRole !== undefined ? number !== excludeRole : role === undefined || number === role;
        return {
          users: all
            .filter((user) => proxyId === undefined || user.proxyId === proxyId)
            .filter(({ principal }) => isWanted(adminWire.LEGACY_ROLE[principal.role]))
            .map((user) => userListRow(user, of)),
        };
      },
    }),
    adminAction("UPDATE_USER", "admin", {
      era: "A",
      purpose: "Changes name, notes, permissions, status or the encrypted token.",
      input: adminWire.updateUserSchema,
      example: { userId: USER_ID, name: "Uma", notes: "moved to sales" },
      async run(context, { userId, name, notes, permissions, status, encryptedToken }) {
        const { caller } = context;
        await users.update(caller, userId, {
          ...(name !== undefined && { name }),
          ...(notes !== undefined && { notes }),
          ...(status !== undefined && { isEnabled: status === adminWire.LEGACY_USER_STATUS.enabled }),
          ...(encryptedToken !== undefined && { encryptedToken }),
          ...(permissions && { grants: grantsOf(permissions, await servers.list(caller)) }),
        });
        return { user: await fullRow(context, userId) };
      },
    }),
    adminAction("DELETE_USER", "admin", {
      era: "A",
      purpose: "Removes a user with their tokens.",
      input: adminWire.userRefSchema,
      example: { userId: USER_ID },
      async run({ caller }, { userId }) {
        await users.remove(caller, userId);
        return { message: "The user is removed." };
      },
    }),
    adminAction("DELETE_USERS_BY_PROXY", "admin", {
      era: "A",
      purpose: "Removes every user with a proxyId; nobody, if an owner is among them.",
      input: adminWire.proxyRefSchema,
      example: { proxyId: 7 },
      run: async ({ caller }, { proxyId }) => ({ deletedCount: await users.removeByProxy(caller, proxyId) }),
    }),
    adminAction("COUNT_USERS", "admin", {
      era: "A",
      purpose: "Counts users.",
      input: adminWire.countUsersSchema,
      example: { excludeRole: 1 },
      async run({ caller }, { excludeRole }) {
        const all = await users.list(caller.principal.workspaceId);
        return { count: all.filter(({ principal }) => adminWire.LEGACY_ROLE[principal.role] !== excludeRole).length };
      },
    }),
    publicAction("GET_OWNER", {
      era: "A",
      purpose: "Reads the owner: what signing in needs, or with a token all of it.",
      input: adminWire.emptySchema,
      example: {},
      async run({ context }) {
        if (!context) return { owner: trimmedOwner(await users.requireOwner(deps.firstWorkspace())) };
        const { userId } = await users.requireOwner(context.caller.principal.workspaceId);
        return { owner: await fullRow(context, userId) };
      },
    }),
  ];
}
