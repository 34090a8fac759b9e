import type { Vault } from "../vault.ts";
import { openLaunch } from "./seal-launch.ts";
import type { ServerStore } from "./server-store.ts";

/** Which servers of a workspace serve which version of which package of skills. Throws vault.unreadable. */
export function createListSkillUses({ store, vault }: { store: Pick<ServerStore, "listCatalogued">; vault: Vault }) {
  return async (workspaceId: string): Promise<{ serverId: string; packageId: string; version: number }[]> => {
    const servers = (await store.listCatalogued(workspaceId)).map(({ server }) => server);
    return servers.flatMap((server) => {
      const launch = server.transport === "skills" ? openLaunch(vault, server) : null;
      if (launch?.transport !== "skills") return [];
      return [{ serverId: server.serverId, packageId: launch.packageId, version: launch.version }];
    });
  };
}
