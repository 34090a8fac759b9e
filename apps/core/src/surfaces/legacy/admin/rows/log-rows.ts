import type { adminWire } from "@peta/contract";
import type { LegacyModule, LogEntry } from "../../../../modules/legacy/index.ts";
import { logRow } from "./log-row.ts";

/** Log rows of a workspace, with the ids that this wire knows users and servers by. */
export const createLogRows =
  ({ users, servers }: Pick<LegacyModule, "users" | "servers">) =>
  async (workspaceId: string, entries: readonly LogEntry[]): Promise<adminWire.LegacyLogRow[]> => {
    if (entries.length === 0) return [];
    const [all, legacyIds] = await Promise.all([users.list(workspaceId), servers.legacyIds(workspaceId)]);
    const userIds = new Map(all.map(({ principal, userId }) => [principal.handle, userId]));
    return entries.map((entry) =>
      logRow(
        entry,
        (handle) => userIds.get(handle),
        (serverId) => legacyIds.get(serverId) ?? serverId,
      ),
    );
  };
