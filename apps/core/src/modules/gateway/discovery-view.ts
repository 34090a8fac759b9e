import type { DiscoveryView } from "@peta/contract";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { Principal } from "../principals/principal.ts";
import { textOrNull, titleOf } from "../servers/server-view.ts";
import { shownName } from "./catalog-answers.ts";
import type { GatewayClient } from "./gateway.ts";
import type { NamedCapability } from "./server-index.ts";
import { discoveryChoice } from "./shown-tools.ts";
import type { ToolSearch } from "./tool-search.ts";
import type { Views } from "./views.ts";

/** A principal looked at from outside, as one of their clients or as none in particular. */
export const clientOf = (principal: Principal, clientKey: string | null): GatewayClient => ({
  caller: {
    principal,
    // No client of the principal's is meant by an empty key: layer 3 says nothing for it.
    credential: { kind: "console_session", sessionId: clientKey ?? "" },
    channel: "api",
    ipAddress: null,
  },
  era: null,
  info: null,
  sessionId: null,
  names: "wire",
});

const lengthOf = (tools: readonly NamedCapability[]): number =>
  tools.reduce((sum, named) => sum + named.json("wire", null).length, 0);

/** What people see of discovery: what an agent's list holds, what is left to a search, and what a search finds. */
export function createDiscoveryViews(deps: { snapshots: SnapshotSource; views: Views; search: ToolSearch }) {
  return {
    describeDiscovery(principal: Principal, clientKey: string | null): DiscoveryView {
      const snapshot = deps.snapshots.current(principal.workspaceId);
      const client = clientOf(principal, clientKey);
      const view = deps.views(snapshot, client);
      const visible = view.list("tool").entries;
      const listed = view.shown("tool").entries;
      const direct = new Set(listed);
      const { profile, pinned, directTools, source } = discoveryChoice(snapshot, client);
      return {
        principalId: principal.handle,
        clientKey,
        profile,
        pinned: [...pinned],
        directTools,
        source,
        listed: listed.map((named) => shownName(named, "wire")),
        searchOnly: visible.filter((named) => !direct.has(named)).length,
        listedLength: lengthOf(listed),
        flatLength: lengthOf(visible),
      };
    },

    searchTools(principal: Principal, search: { query: string; serverId?: string | undefined; limit: number }) {
      const snapshot = deps.snapshots.current(principal.workspaceId);
      const visible = deps.views(snapshot, clientOf(principal, null)).list("tool");
      const { matches, total } = deps.search(visible, snapshot.servers, search);
      return {
        matches: matches.map((named) => ({
          name: named.canonicalName,
          server: named.serverId,
          title: titleOf(named.capability.definition),
          description: textOrNull(named.capability.definition.description) ?? "",
        })),
        total,
      };
    },
  };
}
