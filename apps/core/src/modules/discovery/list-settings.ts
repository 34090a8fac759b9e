import type { DiscoverySettingView } from "@peta/contract";
import { type Caller, canAdminister, type Principal } from "../principals/principal.ts";
import type { DiscoveryStore } from "./discovery-store.ts";

/** What is said of discovery: to administrators all of it, to others the default and what is their own and their agents'. */
export function createListSettings(deps: {
  store: DiscoveryStore;
  ownIds: (principal: Principal) => Promise<ReadonlySet<string>>;
}) {
  return async ({ principal }: Caller): Promise<DiscoverySettingView[]> => {
    const rows = await deps.store.list(principal.workspaceId);
    const own = canAdminister(principal) ? null : await deps.ownIds(principal);
    return rows
      .filter(({ principalId }) => own === null || principalId === null || own.has(principalId))
      .map(({ principalHandle, clientKey, profile, pinned, directTools }) => ({
        principalId: principalHandle,
        clientKey,
        profile,
        pinned: [...pinned],
        directTools,
      }));
  };
}
