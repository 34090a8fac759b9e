import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../principals/principal.ts";
import { clientKeyOf } from "./access.ts";
import type { GatewayClient } from "./gateway.ts";
import { OWN_TOOLS, ownToolOf } from "./own-tools.ts";
import type { NamedCapability } from "./server-index.ts";

/** What is said of discovery for this client. */
export const discoveryChoice = ({ discovery }: WorkspaceSnapshot, client: GatewayClient) =>
  discovery.choiceFor(client.caller.principal.id, clientKeyOf(client));

/**
 * The tools that the client's list holds, out of those that it may see: all of them, or Core's own and a few. What is
 * left out is found by a search and runs like any other: the list is no permission.
 */
export function shownTools(
  snapshot: WorkspaceSnapshot,
  client: GatewayClient,
  visible: readonly NamedCapability[],
): readonly NamedCapability[] {
  const { profile, pinned, directTools } = discoveryChoice(snapshot, client);
  if (profile === "flat") return visible;
  // A host lets a page call what its list holds, and shows its model none of these.
  const forPages = visible.filter((named) => named.isForPagesOnly);
  if (profile === "strict") return [...OWN_TOOLS, ...forPages];
  const byName = new Map(visible.map((named) => [named.canonicalName, named]));
  const direct = new Set<NamedCapability>();
  // One list for all who are unknown: it must not tell what one of them has used.
  const used = isAnonymous(client.caller) ? [] : snapshot.discovery.mostUsed(client.caller.principal.id);
  for (const name of [...pinned, ...used]) {
    if (direct.size >= directTools) break;
    const named = byName.get(name);
    if (named && !named.isForPagesOnly && ownToolOf(named.wireName) === undefined) direct.add(named);
  }
  return [...OWN_TOOLS, ...direct, ...forPages];
}
