import type { WorkspaceView } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import type { Membership } from "./workspace-store.ts";

export const toWorkspaceView = (actor: Caller, { workspace, principal }: Membership): WorkspaceView => ({
  slug: workspace.slug,
  name: workspace.name,
  role: principal.role,
  isCurrent: workspace.id === actor.principal.workspaceId,
  createdAt: iso(workspace.createdAt),
});

/** One sentence for a workspace that is not there and for one that is somebody else's (A23). */
export const workspaceNotFound = (slug: string): CoreError =>
  new CoreError("workspace.not_found", `You belong to no workspace "${slug}". \`peta workspace list\` shows yours.`);
