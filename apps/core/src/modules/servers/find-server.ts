import { CoreError } from "../../errors.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerStore } from "./server-store.ts";

/** One answer for what does not exist and for what is another workspace's (A26). */
export const serverNotFound = (serverId: string): CoreError =>
  new CoreError("server.not_found", `There is no server "${serverId}" in this workspace.`);

/** Somebody would change what they have not looked at (A37). */
export const definitionChanged = (kind: string, name: string): CoreError =>
  new CoreError("capability.changed", `The ${kind} "${name}" is not the one that was looked at. Look at it again.`);

/** Throws CoreError server.not_found, for another workspace's servers too (A26). */
export async function requireServer(
  store: Pick<ServerStore, "find">,
  workspaceId: string,
  serverId: string,
): Promise<CataloguedServer> {
  const found = await store.find(workspaceId, serverId);
  if (!found) throw serverNotFound(serverId);
  return found;
}
