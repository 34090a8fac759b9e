import { type ChangeUserDeps, createChangeUsers } from "./change-user.ts";
import { type CreateUserDeps, createCreateUser } from "./create-user.ts";
import { createReadUsers, type ReadUsersDeps } from "./read-users.ts";

export { requireEncryptedToken } from "./change-user.ts";
export type { LegacyUser } from "./legacy-user.ts";
export type { LegacyUserFacts, LegacyUserStore } from "./legacy-user-store.ts";
export { readPermissionMap, writePermissionMap } from "./permission-map.ts";

export interface LegacyUsersDeps
  extends Omit<ReadUsersDeps, "permissions" | "principals">,
    ChangeUserDeps,
    Omit<CreateUserDeps, "principals" | "principalStore"> {
  principalStore: ReadUsersDeps["principals"];
  permissionStore: ReadUsersDeps["permissions"];
  principals: CreateUserDeps["principals"] & ChangeUserDeps["principals"];
}

/** Principals as users of the legacy wires. */
export function createLegacyUsers(deps: LegacyUsersDeps) {
  const read = createReadUsers({ ...deps, principals: deps.principalStore, permissions: deps.permissionStore });
  return {
    list: read.list,
    find: read.find,
    require: read.require,
    requireOwner: read.requireOwner,
    create: createCreateUser(deps, read),
    ...createChangeUsers(deps, read),
  };
}
