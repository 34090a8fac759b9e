import type { ToolView } from "@peta/contract";
import { decide } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { Principal } from "../principals/principal.ts";
import { textOrNull, titleOf } from "../servers/server-view.ts";
import { accessRequest } from "./access.ts";
import { clientOf } from "./discovery-view.ts";
import type { Views } from "./views.ts";

/** The tools that this principal would see over MCP, for the typed API. */
export function createListToolViews(deps: { snapshots: SnapshotSource; views: Views; clock: Clock }) {
  return (principal: Principal): ToolView[] => {
    const snapshot = deps.snapshots.current(principal.workspaceId);
    const client = clientOf(principal, null);
    const now = deps.clock.now();
    return deps
      .views(snapshot, client)
      .list("tool")
      .entries.map(({ serverId, capability, canonicalName, wireName }) => ({
        canonicalName,
        wireName,
        serverId,
        title: titleOf(capability.definition),
        description: textOrNull(capability.definition.description),
        dangerLevel: decide(
          accessRequest(client, now, "tools/list", serverId, "tool", capability.name, undefined),
          snapshot.policy,
        ).dangerLevel,
        inputSchema: capability.definition.inputSchema,
      }));
  };
}
