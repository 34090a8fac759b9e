import type { ServerCounts } from "../modules/installation/index.ts";
import type { ServersModule } from "../modules/servers/index.ts";

/** How many servers the workspaces have, how many of them answer, and how many sleep until somebody calls. */
export const createCountServers =
  ({ statusCounts }: Pick<ServersModule, "statusCounts">) =>
  (workspaceIds: readonly string[]): ServerCounts => {
    const states = workspaceIds.map((id) => statusCounts(id));
    return {
      total: states.reduce((sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0),
      online: states.reduce((sum, counts) => sum + counts.online, 0),
      sleeping: states.reduce((sum, counts) => sum + counts.sleeping, 0),
    };
  };
