import { capabilityKey } from "@peta/policy";
import { isSameJson } from "../canonical-json.ts";
import type { CatalogueReading } from "./read-catalogue.ts";
import { type Capability, isListed } from "./server.ts";
import { showAccepted } from "./wording.ts";

export interface MergedCatalogue {
  /** What the server lists now, then what is only remembered. */
  capabilities: Capability[];
  /** Names of tools that are off now because they are new or other than they were when somebody last looked. */
  quarantined: string[];
  /** Prompts, resources and templates whose words wait, and are other than at the reading before. */
  reworded: Capability[];
  /** Whether what the server lists differs from what it listed before. */
  isChanged: boolean;
}

/** Positions of capabilities that the server no longer lists, and that were on or off when it still did. */
const GONE_ON = -2;
const GONE_OFF = -1;
/** Of each kind, what is only remembered: beyond this, what comes back is new. */
const MAX_GONE = 500;

const keyOf = ({ kind, name }: Pick<Capability, "kind" | "name">): string => capabilityKey(kind, name);
const isOn = ({ enabled, position }: Capability): boolean => enabled || position === GONE_ON;

/**
 * Lays a new reading over the known catalogue: switches and danger levels of known capabilities stay, also when the
 * server leaves one out for a while. After the first reading, a tool that changed or appeared is off until an
 * administrator switches it on (A37): its text steers models, and nobody has seen it. Resources, templates and prompts
 * are data that come and go, and follow the server, but for the words of known ones: other words wait, and clients are
 * shown the accepted ones meanwhile.
 */
export function mergeCatalogue(
  known: readonly Capability[],
  reading: CatalogueReading,
  isFirstReading: boolean,
): MergedCatalogue {
  const knownByKey = new Map(known.map((capability) => [keyOf(capability), capability]));
  const quarantined: string[] = [];
  const reworded: Capability[] = [];
  let isChanged = isFirstReading || known.filter(isListed).length !== reading.capabilities.length;
  const listed = reading.capabilities.map((read): Capability => {
    const before = knownByKey.get(keyOf(read));
    knownByKey.delete(keyOf(read));
    const shown = showAccepted(isFirstReading ? null : (before ?? null), read);
    const isSameWait = isSameJson(before?.waitingWording, shown.waitingWording);
    const isSame = before?.definitionHash === shown.definitionHash && isSameWait;
    if (!isSame || before.position !== read.position) isChanged = true;
    const isQuarantined = read.kind === "tool" && !isFirstReading && !isSame;
    if (isQuarantined) quarantined.push(read.name);
    const quarantine = before?.quarantine ?? (isQuarantined ? { before: before?.definition ?? null } : null);
    const merged: Capability = {
      ...read,
      ...shown,
      enabled: !isQuarantined && (before ? isOn(before) : true),
      dangerLevel: before?.dangerLevel ?? 0,
      // It was chosen as it was: what has changed is chosen anew.
      quarantine,
      anonymous: isSame && before?.anonymous === true,
    };
    if (merged.waitingWording && !isSameWait) reworded.push(merged);
    return merged;
  });
  return { capabilities: [...listed, ...remember([...knownByKey.values()])], quarantined, reworded, isChanged };
}

/** Without this, a server could undo an administrator's switch, or have new words shown, by leaving something out once. */
function remember(gone: readonly Capability[]): Capability[] {
  const marked = gone.map((capability) => ({
    ...capability,
    enabled: false,
    position: isOn(capability) ? GONE_ON : GONE_OFF,
  }));
  const left: Record<Capability["kind"], number> = {
    tool: MAX_GONE,
    resource: MAX_GONE,
    template: MAX_GONE,
    prompt: MAX_GONE,
  };
  // Of tools the server decides which are off; of the others only an administrator does, who cannot make them many.
  const isChosen = (it: Capability): boolean => it.kind !== "tool" && (it.position === GONE_OFF || it.dangerLevel > 0);
  return marked.filter((it) => isChosen(it) || left[it.kind]-- > 0);
}

/** What an administrator reads about tools that wait for them. */
export function describeQuarantine(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `Tools are new or changed since they were last seen and are switched off: ${shown}${more}. Review them and switch them on.`;
}
