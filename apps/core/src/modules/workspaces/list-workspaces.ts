import type { WorkspaceView } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { type Caller, isActive } from "../principals/principal.ts";
import type { WorkspaceStore } from "./workspace-store.ts";
import { toWorkspaceView } from "./workspace-view.ts";

/**
 * The workspaces of the person who asks, with their role in each. Tokens belong to one workspace: whoever holds one
 * learns of no other, so only a signed-in browser sees all of them.
 */
export function createListWorkspaces({ store, clock }: { store: WorkspaceStore; clock: Clock }) {
  return async (actor: Caller): Promise<WorkspaceView[]> => {
    const { principal, credential } = actor;
    if (credential.kind !== "console_session" || principal.accountId === null)
      return [toWorkspaceView(actor, { workspace: await store.find(principal.workspaceId), principal })];
    const memberships = await store.listMemberships(principal.accountId);
    return memberships
      .filter((membership) => isActive(membership.principal, clock.now()))
      .map((membership) => toWorkspaceView(actor, membership));
  };
}
