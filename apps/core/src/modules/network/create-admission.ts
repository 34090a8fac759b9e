import type { CoreError } from "../../errors.ts";
import type { Admission, AdmittedRequest, RateVerdict } from "./admission.ts";
import type { Principal } from "../principals/principal.ts";
import type { NetworkState, WorkspaceNetwork } from "./network-state.ts";
import { anonymousKey, rateClaims } from "./rate-claims.ts";
import { RateLimited } from "./rate-limited.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { addressRefused, type Refused, rulesUnread } from "./refusals.ts";

const UNLIMITED: RateVerdict = { limit: null, remaining: Number.POSITIVE_INFINITY, resetSeconds: 0 };

const describeHolder = (key: string, { workspaceId, handle, kind }: Principal): string => {
  if (key === workspaceId) return "All principals of this workspace together";
  if (key === anonymousKey(workspaceId)) return "All callers without a sign-in together";
  return kind === "anonymous" ? "One address" : `"${handle}"`;
};

/** Decides for every wire who is let in and whether there is room. */
export function createAdmission(deps: {
  state: NetworkState;
  limiter: RateLimiter;
  /** Puts a refusal on record. */
  refused: (of: Refused, error: CoreError) => void;
  /** Every address may come, whatever the rules say: the way back for whoever locked themself out. */
  ignoreAddressRules: boolean;
}): Admission {
  const { state, limiter, ignoreAddressRules } = deps;

  const refuse = (of: Refused, error: CoreError): never => {
    deps.refused(of, error);
    throw error;
  };

  const takeRoom = (network: WorkspaceNetwork, request: AdmittedRequest): RateVerdict => {
    const { principal, ipAddress, wire = "api", cost = 1, anonymousRatePerMinute } = request;
    const claims = rateClaims(network, principal, wire, anonymousRatePerMinute);
    if (claims.length === 0) return UNLIMITED;
    const { isAllowed, claim, remaining, waitSeconds } = limiter.take(claims, cost);
    if (isAllowed) return { limit: claim.perMinute, remaining, resetSeconds: waitSeconds };
    const who = describeHolder(claim.key, principal);
    const wait = `${waitSeconds} ${waitSeconds === 1 ? "second" : "seconds"}`;
    const sentence = `${who} may send ${claim.perMinute} requests a minute, and that many were sent. Try again in ${wait}.`;
    return refuse({ principal, ipAddress, wire }, new RateLimited(sentence, claim.perMinute, waitSeconds));
  };

  return {
    isAddressAllowed: (workspaceId, ipAddress) =>
      ignoreAddressRules || (state.current(workspaceId)?.rules.allows(ipAddress) ?? false),

    admitAddress(ipAddress) {
      if (ignoreAddressRules) return;
      let isUnread = false;
      let isSetUp = false;
      for (const network of state.all()) {
        if (network?.rules.allows(ipAddress)) return;
        isSetUp = true;
        isUnread ||= network === undefined;
      }
      if (isSetUp)
        refuse({ principal: null, ipAddress, wire: "api" }, isUnread ? rulesUnread() : addressRefused(ipAddress));
    },

    admitRequest(request) {
      const { principal, ipAddress, wire = "api" } = request;
      const network = state.current(principal.workspaceId);
      if (!network) return refuse({ principal, ipAddress, wire }, rulesUnread());
      if (!ignoreAddressRules && !network.rules.allows(ipAddress))
        return refuse({ principal, ipAddress, wire }, addressRefused(ipAddress));
      return takeRoom(network, request);
    },
  };
}
