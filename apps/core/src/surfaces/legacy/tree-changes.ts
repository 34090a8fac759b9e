import {
  type ClientCapabilities,
  type ClientCapability,
  type PartialCapabilityTree,
  type SetClientSwitchInput,
  serverIdSchema,
} from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { LegacyServerFacts } from "./capability-tree.ts";
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
function switchOf(wanted: boolean | undefined, isShownOn: boolean, own: boolean | null): boolean | null | undefined {
  if (wanted === undefined || wanted === isShownOn) return undefined;
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

/**
 * The switches that make `wanted` out of what `view` shows. What does not exist is passed over, as this wire always
 * did. Throws input.invalid for a danger level below the administrator's; nothing is changed then.
 */
export function readTreeChanges(
  view: ClientCapabilities,
  factsOf: (serverId: string) => Pick<LegacyServerFacts, "entryName">,
  wanted: PartialCapabilityTree,
): TreeChange[] {
  const changes: TreeChange[] = [];
  for (const server of view.servers) {
    if (!Object.hasOwn(wanted, server.serverId)) continue;
    const part = wanted[server.serverId];
    if (!part) continue;
    const serverId = serverIdSchema.parse(server.serverId);
    const isShownOn = server.enabled !== false && server.status !== "disabled";
    const enabled = switchOf(part.enabled, isShownOn, server.enabled);
    if (enabled !== undefined) changes.push({ serverId, enabled });
    const { entryName } = factsOf(server.serverId);
    for (const capability of server.capabilities) {
      const section = part[SECTION_OF[capability.kind]];
      const key = [entryName(capability.kind, capability.name), capability.name].find(
        (name) => section !== undefined && Object.hasOwn(section, name),
      );
      const said = key === undefined ? undefined : section?.[key];
      if (!said) continue;
      const on = switchOf(said.enabled, capability.effect !== "deny", capability.enabled);
      const dangerLevel = capability.kind === "tool" ? levelOf(said.dangerLevel, capability) : undefined;
      if (on === undefined && dangerLevel === undefined) continue;
      changes.push({
        serverId,
        capability: { kind: capability.kind, name: capability.name },
        ...(on !== undefined && { enabled: on }),
        ...(dangerLevel !== undefined && { dangerLevel }),
      });
    }
  }
  if (changes.length > MAX_CHANGES)
    throw new CoreError("input.invalid", `At most ${MAX_CHANGES} switches can be set at once.`);
  return changes;
}
