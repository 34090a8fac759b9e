import type { updateWorkspaceInputSchema, WorkspaceView } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireOwner } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Caller } from "../principals/principal.ts";
import type { WorkspaceStore } from "./workspace-store.ts";
import { toWorkspaceView } from "./workspace-view.ts";

/** Renames the caller's workspace; its short name stays. Throws auth.forbidden. */
export function createUpdateWorkspace(deps: { store: WorkspaceStore; audit: AuditRecorder; events: EventBus }) {
  return async (actor: Caller, { name }: z.output<typeof updateWorkspaceInputSchema>): Promise<WorkspaceView> => {
    await requireOwner(deps, actor, "workspace.update");
    const { principal } = actor;
    const before = await deps.store.find(principal.workspaceId);
    const detail = { before: { name: before.name }, after: { name } };
    const workspace = await recordAction(deps, actor, "workspace.update", detail, () =>
      deps.store.rename(principal.workspaceId, name),
    );
    deps.events.publish({ type: "workspaces.changed", workspaceId: principal.workspaceId });
    return toWorkspaceView(actor, { workspace, principal });
  };
}
