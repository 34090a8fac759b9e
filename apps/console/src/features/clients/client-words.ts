import { ALL_CLIENTS, type ClientCapabilities, type ClientView, type McpSessionView } from "@peta/contract";
import type { UserSwitchGroup } from "@peta/ui";

/** Where Core knows a client from. */
export const sourceWords: Record<ClientView["source"], string> = {
  token: "Access token",
  oauth: "OAuth",
  console_session: "Browser",
};

export const eraWords: Record<McpSessionView["era"], string> = { legacy: "Session", modern: "Stream" };

const kindWords = { tool: "Tool", resource: "Resource", template: "Resource template", prompt: "Prompt" } as const;

/** "2 of 12 restricted" as a word for a list. */
export const restrictionWords = (count: number): string =>
  count === 0 ? "As allowed" : `${count} ${count === 1 ? "switch" : "switches"}`;

/** The name of a client, and of all of them. */
export const clientTitle = (clientKey: string, name: string | undefined): string =>
  clientKey === ALL_CLIENTS ? "All clients" : (name ?? "A client that is gone");

type Capability = ClientCapabilities["servers"][number]["capabilities"][number];

/** Identity of a capability inside its server. A kind holds no colon, so the first one splits. */
export const entryIdOf = (capability: Pick<Capability, "kind" | "name">): string =>
  `${capability.kind}:${capability.name}`;

/** What Core answers, as the switches draw it. */
export function switchGroups(capabilities: ClientCapabilities): UserSwitchGroup[] {
  return capabilities.servers.map((server) => ({
    id: server.serverId,
    title: server.displayName,
    subtitle: server.isConfigurable && !server.isConfigured ? "needs own values first" : undefined,
    enabled: server.enabled,
    entries: server.capabilities.map((capability) => ({
      id: entryIdOf(capability),
      name: capability.name,
      title: capability.title,
      description: capability.description,
      kindWord: kindWords[capability.kind],
      effect: capability.effect,
      dependsOnCall: capability.dependsOnCall,
      enabled: capability.enabled,
      baseDangerLevel: capability.baseDangerLevel,
      dangerLevel: capability.dangerLevel,
      reason: capability.reason,
    })),
  }));
}

/** What one switch changes. */
export interface SwitchChange {
  serverId: string;
  /** Undefined: the whole server. */
  capability?: Pick<Capability, "kind" | "name">;
  enabled?: boolean | null;
  dangerLevel?: Capability["dangerLevel"] | null;
}

/** The answer with one switch as it will be; effects stay until Core has decided anew. */
export function withSwitch(capabilities: ClientCapabilities, change: SwitchChange): ClientCapabilities {
  return {
    ...capabilities,
    servers: capabilities.servers.map((server) => {
      if (server.serverId !== change.serverId) return server;
      if (!change.capability) return change.enabled === undefined ? server : { ...server, enabled: change.enabled };
      const id = entryIdOf(change.capability);
      return {
        ...server,
        capabilities: server.capabilities.map((one) => {
          if (entryIdOf(one) !== id) return one;
          return {
            ...one,
            ...(change.enabled !== undefined && { enabled: change.enabled }),
            ...(change.dangerLevel !== undefined && { dangerLevel: change.dangerLevel ?? one.baseDangerLevel }),
          };
        }),
      };
    }),
  };
}
