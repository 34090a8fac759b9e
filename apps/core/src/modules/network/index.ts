import type { IpRules } from "@peta/contract";
import { createCoalescedRecords } from "../audit/coalesced-records.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Log } from "../log.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import { type ChangeRulesDeps, createChangeRules, toIpRuleView } from "./change-rules.ts";
import { createAdmission } from "./create-admission.ts";
import { createLimits } from "./limits.ts";
import { createNetworkState } from "./network-state.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { refusalEntry } from "./refusals.ts";

export type { Admission, AdmitAddress, AdmitRequest, IsAddressAllowed, RateVerdict } from "./admission.ts";
export { createMemoryRateLimiter } from "./memory-rate-limiter.ts";
export type { NetworkStore } from "./network-store.ts";
export { RateLimited } from "./rate-limited.ts";
export { networkOf } from "./address.ts";
export { addressRefused } from "./refusals.ts";

export interface NetworkDeps extends Omit<ChangeRulesDeps, "state"> {
  limiter: RateLimiter;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  /** Whose audit keeps the refusals of unknown people; undefined while there is none. */
  workspaceOfStrangers: () => string | undefined;
  ignoreAddressRules: boolean;
  log: Log;
}

/** Who may reach a workspace from where, and how often. */
export function createNetworkModule(deps: NetworkDeps) {
  const state = createNetworkState(deps);
  const record = createCoalescedRecords(deps);
  const admission = createAdmission({
    ...deps,
    state,
    refused(of, error) {
      const workspaceId = of.principal?.workspaceId ?? deps.workspaceOfStrangers();
      if (workspaceId !== undefined) record(refusalEntry(workspaceId, of, error));
    },
  });
  return {
    ...admission,
    ...createChangeRules({ ...deps, state }),
    ...createLimits({ ...deps, state }),
    /** The address rules, oldest first, and how the caller's own request arrived. For administrators only. */
    async rules(actor: Caller): Promise<IpRules> {
      await requireAdministrator(deps, actor, "network.rules");
      const rules = await deps.store.listRules(actor.principal.workspaceId);
      return {
        rules: rules.map(toIpRuleView),
        yourAddress: actor.ipAddress,
        isEnforced: !deps.ignoreAddressRules,
      };
    },
    /** Reads a workspace's rules and limits: until then nobody is let in. */
    open: state.refresh,
    close: state.close,
  };
}

export type NetworkModule = ReturnType<typeof createNetworkModule>;
