import type { LiveServers } from "../live-servers.ts";

/** Connects anew without anybody waiting; how that goes is the state of the server. */
export function restartInBackground(live: Pick<LiveServers, "find">, workspaceId: string, serverId: string): void {
  const found = live.find(workspaceId, serverId);
  if (found?.record.enabled) found.restart().catch(() => {});
}
