import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { IsAddressAllowed } from "../network/admission.ts";
import type { ConsoleSessionStore } from "../principals/console-session-store.ts";
import type { Principal } from "../principals/principal.ts";
import { createAddWorkspace } from "./add-workspace.ts";
import type { WorkspaceDirectory } from "./directory.ts";
import { createListWorkspaces } from "./list-workspaces.ts";
import { createSwitchWorkspace } from "./switch-workspace.ts";
import { createUpdateWorkspace } from "./update-workspace.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

export { createWorkspaceDirectory } from "./directory.ts";
export type { WorkspaceStore } from "./workspace-store.ts";

export interface WorkspacesDeps {
  store: WorkspaceStore;
  directory: WorkspaceDirectory;
  sessions: Pick<ConsoleSessionStore, "moveTo">;
  issueToken: (principal: Principal, name: string) => Promise<{ token: string }>;
  isAddressAllowed: IsAddressAllowed;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
}

/** The tenants of the installation, as the people who belong to them see them. */
export function createWorkspacesModule(deps: WorkspacesDeps) {
  return {
    list: createListWorkspaces(deps),
    add: createAddWorkspace(deps),
    update: createUpdateWorkspace(deps),
    switchTo: createSwitchWorkspace(deps),
  };
}

export type WorkspacesModule = ReturnType<typeof createWorkspacesModule>;
