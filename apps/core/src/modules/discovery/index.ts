import { ALL_CLIENTS, type DiscoveryRef } from "@peta/contract";
import type { Caller, Principal } from "../principals/principal.ts";
import { type ChangeSettingsDeps, createChangeSettings } from "./change-settings.ts";
import { createListSettings } from "./list-settings.ts";

export { createReadDiscoverySettings } from "./read-settings.ts";
export type { DiscoveryStore } from "./discovery-store.ts";

/** How agents meet their tools: settings. What comes of them is the gateway's. */
export function createDiscoveryModule(
  deps: ChangeSettingsDeps & { ownIds: (principal: Principal) => Promise<ReadonlySet<string>> },
) {
  return {
    ...createChangeSettings(deps),
    settings: createListSettings(deps),
    /** Whose list is asked for. Throws auth.forbidden, principal.not_found, client.not_found. */
    async subject(actor: Caller, ref: DiscoveryRef): Promise<{ principal: Principal; clientKey: string | null }> {
      const { principal } = await deps.findRelated(actor, ref.principalId);
      if (ref.clientKey === undefined || ref.clientKey === ALL_CLIENTS) return { principal, clientKey: null };
      const { clientKey } = await deps.findClient(principal, ref.clientKey);
      return { principal, clientKey };
    },
  };
}

export type DiscoveryModule = ReturnType<typeof createDiscoveryModule>;
