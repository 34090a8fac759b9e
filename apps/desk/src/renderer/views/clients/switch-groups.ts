import type { CapabilityKind, ClientCapabilities } from "@peta/contract";
import type { UserSwitchGroup } from "@peta/ui";

const kindWords: Record<CapabilityKind, string> = {
  tool: "Tool",
  resource: "Resource",
  template: "Resource template",
  prompt: "Prompt",
};

/** A capability's place in a group: its kind, then its name, which may hold anything. */
const entryId = (kind: CapabilityKind, name: string): string => `${kind}:${name}`;

/** The capability that an entry stands for; null for the whole server. */
export function capabilityOf(id: string | null): { kind: CapabilityKind; name: string } | null {
  if (id === null) return null;
  const at = id.indexOf(":");
  return { kind: id.slice(0, at) as CapabilityKind, name: id.slice(at + 1) };
}

function subtitleOf({
  status,
  isConfigurable,
  isConfigured,
}: ClientCapabilities["servers"][number]): string | undefined {
  if (isConfigurable && !isConfigured) return "needs your own credentials";
  return status === "online" ? undefined : status;
}

/** What one client may use, as the design system draws it. */
export const switchGroups = ({ servers }: ClientCapabilities): UserSwitchGroup[] =>
  servers.map((server) => ({
    id: server.serverId,
    title: server.displayName,
    subtitle: subtitleOf(server),
    enabled: server.enabled,
    entries: server.capabilities.map((capability) => ({
      ...capability,
      id: entryId(capability.kind, capability.name),
      kindWord: kindWords[capability.kind],
    })),
  }));
