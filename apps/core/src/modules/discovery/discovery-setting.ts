import type { DiscoveryProfile } from "@peta/contract";

/** How agents meet their tools, for a whole workspace, a principal, or one client of theirs. */
export interface DiscoveryChoice {
  profile: DiscoveryProfile;
  /** Canonical names, in the order in which `hybrid` lists them. */
  pinned: readonly string[];
  /** How many tools of servers `hybrid` lists at most. */
  directTools: number;
}

export interface DiscoverySetting extends DiscoveryChoice {
  /** Null: the workspace's default. */
  principalId: string | null;
  /** Null: every client of the principal. */
  clientKey: string | null;
}

/** What holds while nobody has said anything: every tool is in the list, as MCP clients expect it. */
const DEFAULT_CHOICE: DiscoveryChoice = { profile: "flat", pinned: [], directTools: 15 };

export type DiscoverySource = "client" | "principal" | "workspace" | "default";

/** The discovery settings of a workspace as an immutable value, part of its snapshot. */
export interface DiscoverySettings {
  /** The narrowest setting that speaks about this client of this principal. */
  choiceFor(principalId: string, clientKey: string | null): DiscoveryChoice & { source: DiscoverySource };
  /** Canonical names of the tools that this principal has used most of late, the most used first. */
  mostUsed(principalId: string): readonly string[];
}

const keyOf = (principalId: string | null, clientKey: string | null): string =>
  JSON.stringify([principalId, clientKey]);
const NONE: readonly string[] = [];

export function createDiscoverySettings(
  settings: readonly DiscoverySetting[],
  used: ReadonlyMap<string, readonly string[]> = new Map(),
): DiscoverySettings {
  const byKey = new Map(settings.map((setting) => [keyOf(setting.principalId, setting.clientKey), setting]));
  const find = (principalId: string | null, clientKey: string | null, source: DiscoverySource) => {
    const found = byKey.get(keyOf(principalId, clientKey));
    return found && { profile: found.profile, pinned: found.pinned, directTools: found.directTools, source };
  };
  return {
    choiceFor(principalId, clientKey) {
      if (byKey.size === 0) return { ...DEFAULT_CHOICE, source: "default" };
      return (
        (clientKey === null ? undefined : find(principalId, clientKey, "client")) ??
        find(principalId, null, "principal") ??
        find(null, null, "workspace") ?? { ...DEFAULT_CHOICE, source: "default" }
      );
    },
    mostUsed: (principalId) => used.get(principalId) ?? NONE,
  };
}

export const NO_DISCOVERY_SETTINGS = createDiscoverySettings([]);
