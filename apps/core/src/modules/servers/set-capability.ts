import type { CapabilityView, setCapabilityInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import { viewCapability } from "./server-view.ts";
import type { ServerStore } from "./server-store.ts";

/**
 * Switches one capability for everybody, or sets its danger level. Throws server.not_found, capability.not_found,
 * input.invalid when nothing is asked for, auth.forbidden, and capability.changed when the definition is not the one that
 * was looked at (A37).
 */
export function createSetCapability(deps: LiveServerDeps & { store: ServerStore; live: LiveServers }) {
  return async (actor: Caller, input: z.output<typeof setCapabilityInputSchema>): Promise<CapabilityView> => {
    const { workspaceId } = actor.principal;
    const { serverId, kind, name, enabled, dangerLevel, definitionHash } = input;
    await requireAdministrator(deps, actor, "server.set_capability", serverId);
    if (enabled === undefined && dangerLevel === undefined) {
      throw new CoreError("input.invalid", "Say what to change: enabled, dangerLevel, or both.");
    }
    const { capabilities } = await requireServer(deps.store, workspaceId, serverId);
    const before = capabilities.find((capability) => capability.kind === kind && capability.name === name);
    if (!before)
      throw new CoreError(
        "capability.not_found",
        `The server "${serverId}" has no ${kind} "${name}". Refresh it if it is new.`,
      );
    const detail = {
      kind,
      name,
      before: { enabled: before.enabled, dangerLevel: before.dangerLevel },
      after: { enabled, dangerLevel },
    };
    const run = async (): Promise<CapabilityView> => {
      const change = {
        // Whoever throws the switch has looked at it.
        ...(enabled !== undefined && { enabled, quarantine: null }),
        ...(dangerLevel !== undefined && { dangerLevel }),
        ...(definitionHash !== undefined && { definitionHash }),
      };
      const changed = await deps.store.setCapability(workspaceId, serverId, kind, name, change);
      await deps.live.sync(workspaceId, serverId);
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
      return viewCapability(serverId, changed);
    };
    const about = { serverId, capabilityKind: kind, capabilityName: name };
    return recordAction(deps, actor, "server.set_capability", detail, run, about);
  };
}
