import type { CapabilityKind } from "@peta/contract";
import type { Capability } from "../../modules/servers/server.ts";

/** Part of a tree's server that holds a capability of this kind. */
export const SECTION_OF = { tool: "tools", resource: "resources", template: "resources", prompt: "prompts" } as const;
export type TreeSection = (typeof SECTION_OF)[CapabilityKind];

/** The key of a capability in the legacy tree. */
export type EntryName = (kind: CapabilityKind, name: string) => string;

type Named = Pick<Capability, "kind" | "name" | "definition">;

/**
 * Legacy trees call a resource by its name and not by its URI. Where two of a server share a name, both keep their URI,
 * so that no switch can hit the wrong one.
 */
export function createEntryNames(capabilities: readonly Named[]): EntryName {
  const byName = new Map<string, string[]>();
  for (const { kind, name, definition } of capabilities) {
    if (kind !== "resource" && kind !== "template") continue;
    const own = typeof definition.name === "string" && definition.name !== "" ? definition.name : name;
    byName.set(own, [...(byName.get(own) ?? []), name]);
  }
  const entries = new Map<string, string>();
  for (const [own, uris] of byName) for (const uri of uris) entries.set(uri, uris.length === 1 ? own : uri);
  return (kind, name) => (kind === "resource" || kind === "template" ? (entries.get(name) ?? name) : name);
}
