import {
  type ClientCapabilities,
  type ClientCapability,
  type PartialCapabilityTree,
  type SetClientSwitchInput,
  serverIdSchema,
} from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { isShownOn, type LegacyServerFacts } from "./capability-tree.ts";
import { SECTION_OF } from "./entry-names.ts";

/** One switch to set; whose it is, is said by the caller. */
export type TreeChange = Omit<SetClientSwitchInput, "clientKey" | "principalId">;

type DangerLevel = NonNullable<SetClientSwitchInput["dangerLevel"]>;

/** More switches at once are not set by a person. */
const MAX_CHANGES = 1000;

/**
 * What to do about `enabled` as wanted. Only a difference from what is shown counts: an application sends whole trees
 * back, and what others have switched off must not become the user's own switch.
 */
function switchOf(wanted: boolean | undefined, isOnNow: boolean, own: boolean | null): boolean | null | undefined {
  if (wanted === undefined || wanted === isOnNow) return undefined;
  if (!wanted) return false;
  // The user's own "off" is taken away. Anybody else's stays: this layer can only narrow.
  return own === false ? null : undefined;
}

function levelOf(wanted: number | undefined, tool: ClientCapability): DangerLevel | null | undefined {
  if (wanted === undefined || wanted === tool.dangerLevel) return undefined;
  if (wanted < tool.baseDangerLevel)
    throw new CoreError(
      "input.invalid",
      `The danger level of "${tool.name}" is ${tool.baseDangerLevel}. You may raise it for yourself, not lower it.`,
    );
  return wanted === tool.baseDangerLevel ? null : (wanted as DangerLevel);
}

/** What stands under one of these names; a name that only the prototype has is none. */
function said<T>(entries: Record<string, T>, ...names: string[]): T | undefined {
  const name = names.find((one) => Object.hasOwn(entries, one));
  return name === undefined ? undefined : entries[name];
}

/**
 * The switches that make `wanted` out of what `view` shows. What does not exist is passed over, as this wire always
 * did. Throws input.invalid for a danger level below the administrator's; nothing is changed then.
 */
export function readTreeChanges(
  view: ClientCapabilities,
  factsOf: (serverId: string) => Pick<LegacyServerFacts, "legacyId" | "entryName">,
  wanted: PartialCapabilityTree,
): TreeChange[] {
  const changes: TreeChange[] = [];
  for (const server of view.servers) {
    const { legacyId, entryName } = factsOf(server.serverId);
    const part = said(wanted, legacyId, server.serverId);
    if (!part) continue;
    const serverId = serverIdSchema.parse(server.serverId);
    const isServerOn = server.enabled !== false && server.status !== "disabled";
    const enabled = switchOf(part.enabled, isServerOn, server.enabled);
    if (enabled !== undefined) changes.push({ serverId, enabled });
    for (const capability of server.capabilities) {
      const { kind, name } = capability;
      const entry = said(part[SECTION_OF[kind]] ?? {}, entryName(kind, name), name);
      if (!entry) continue;
      const on = switchOf(entry.enabled, isShownOn(capability), capability.enabled);
      const dangerLevel = kind === "tool" ? levelOf(entry.dangerLevel, capability) : undefined;
      if (on === undefined && dangerLevel === undefined) continue;
      changes.push({
        serverId,
        capability: { kind, name },
        ...(on !== undefined && { enabled: on }),
        ...(dangerLevel !== undefined && { dangerLevel }),
      });
    }
  }
  if (changes.length > MAX_CHANGES)
    throw new CoreError("input.invalid", `At most ${MAX_CHANGES} switches can be set at once.`);
  return changes;
}
