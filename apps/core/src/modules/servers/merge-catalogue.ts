import type { CatalogueReading } from "./read-catalogue.ts";
import type { Capability } from "./server.ts";

export interface MergedCatalogue {
  capabilities: Capability[];
  /** Names of tools that are off now because they are new or other than they were when somebody last looked. */
  quarantined: string[];
  /** Whether anything differs from the known catalogue. */
  isChanged: boolean;
}

const keyOf = (capability: { kind: string; name: string }): string => `${capability.kind}\n${capability.name}`;

/**
 * Lays a new reading over the known catalogue: switches and danger levels of known capabilities stay. After the first
 * reading, a tool that changed or appeared is off until an administrator switches it on (A37): its text steers models,
 * and nobody has seen it. Resources, templates and prompts are data that come and go, and follow the server.
 */
export function mergeCatalogue(
  known: readonly Capability[],
  reading: CatalogueReading,
  isFirstReading: boolean,
): MergedCatalogue {
  const knownByKey = new Map(known.map((capability) => [keyOf(capability), capability]));
  const quarantined: string[] = [];
  let isChanged = isFirstReading || known.length !== reading.capabilities.length;
  const capabilities = reading.capabilities.map((read): Capability => {
    const before = knownByKey.get(keyOf(read));
    const isSame = before?.definitionHash === read.definitionHash;
    if (!isSame || before.position !== read.position) isChanged = true;
    const isQuarantined = read.kind === "tool" && !isFirstReading && !isSame;
    if (isQuarantined) quarantined.push(read.name);
    return { ...read, enabled: !isQuarantined && (before?.enabled ?? true), dangerLevel: before?.dangerLevel ?? 0 };
  });
  return { capabilities, quarantined, isChanged };
}

/** What an administrator reads about tools that wait for them. */
export function describeQuarantine(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `Tools are new or changed since they were last seen and are switched off: ${shown}${more}. Review them and switch them on.`;
}
