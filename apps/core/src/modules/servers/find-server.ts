import { CoreError } from "../../errors.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerStore } from "./server-store.ts";

/** Throws CoreError server.not_found, for another workspace's servers too (A26). */
export async function requireServer(
  store: Pick<ServerStore, "find">,
  workspaceId: string,
  serverId: string,
): Promise<CataloguedServer> {
  const found = await store.find(workspaceId, serverId);
  if (!found) throw new CoreError("server.not_found", `There is no server "${serverId}" in this workspace.`);
  return found;
}
