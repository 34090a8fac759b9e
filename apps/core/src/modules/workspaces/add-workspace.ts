import type { addWorkspaceInputSchema, addWorkspaceOutputSchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { WorkspaceDirectory } from "./directory.ts";
import type { WorkspaceRecord, WorkspaceStore } from "./workspace-store.ts";
import { toWorkspaceView } from "./workspace-view.ts";

/**
 * Creates a workspace that the caller owns. An owner of the installation's first workspace may: every workspace shares
 * Core's process and its database, and its administrators may start programs (docs/adr/0010). Resolves when its first
 * request would be answered. Throws auth.forbidden, workspace.duplicate.
 */
export function createAddWorkspace(deps: {
  store: WorkspaceStore;
  directory: WorkspaceDirectory;
  issueToken: (principal: Principal, name: string) => Promise<{ token: string }>;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
}) {
  const requireFounder = async (actor: Caller): Promise<string> => {
    const { accountId, role, workspaceId } = actor.principal;
    if (accountId !== null && role === "owner" && workspaceId === deps.directory.first()) return accountId;
    const reason =
      accountId === null
        ? "Only people who sign in may create a workspace: it needs somebody who governs it."
        : "Only an owner of this installation's first workspace may create another one.";
    await deps.audit.record(
      adminEntry(actor, "workspace.add", undefined, { outcome: "denied", errorCode: "auth.forbidden", reason }),
    );
    throw new CoreError("auth.forbidden", reason);
  };

  return async (
    actor: Caller,
    { slug, name, wantsToken }: z.output<typeof addWorkspaceInputSchema>,
  ): Promise<z.output<typeof addWorkspaceOutputSchema>> => {
    const accountId = await requireFounder(actor);
    const workspace: WorkspaceRecord = { id: deps.newId("wsp"), slug, name, createdAt: deps.clock.now() };
    const owner: Principal = {
      ...actor.principal,
      id: deps.newId("prn"),
      workspaceId: workspace.id,
      accountId,
      expiresAt: null,
    };
    await recordAction(deps, actor, "workspace.add", { slug, name }, () => deps.store.insert(workspace, owner));
    deps.events.publish({ type: "workspaces.changed", workspaceId: workspace.id });
    deps.events.publish({ type: "workspaces.changed", workspaceId: actor.principal.workspaceId });
    await deps.directory.open(workspace.id);
    // The new workspace's own record begins with who made it.
    await deps.audit.record(adminEntry({ ...actor, principal: owner }, "workspace.add", { slug, name }));
    return {
      ...toWorkspaceView(actor, { workspace, principal: owner }),
      ...(wantsToken && { token: (await deps.issueToken(owner, "Workspace creation")).token }),
    };
  };
}
