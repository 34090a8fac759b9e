import type { ServersModule } from "../modules/servers/index.ts";

/** How many servers the workspaces have, and how many of them answer. */
export const createCountServers =
  ({ statusCounts }: Pick<ServersModule, "statusCounts">) =>
  (workspaceIds: readonly string[]): { total: number; online: number } => {
    const states = workspaceIds.map((id) => statusCounts(id));
    return {
      total: states.reduce((sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0),
      online: states.reduce((sum, counts) => sum + counts.online, 0),
    };
  };
