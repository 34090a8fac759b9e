import { CallContext } from "./call-context.ts";
import { deniesAlways, judgeCondition } from "./decide.ts";
import { gatherFacts } from "./facts.ts";
import { findLayerDenial } from "./layers.ts";
import type { AccessRequest } from "./request.ts";
import type { PolicySnapshot } from "./snapshot.ts";

/**
 * Whether a list shows the capability. It is hidden where every call of this principal and client would be denied,
 * whatever its arguments, time, address and session. So the answer depends on principal, client, server and
 * capability only, and a list may be kept under these and the policy version.
 */
export function isVisible(request: AccessRequest, snapshot: PolicySnapshot): boolean {
  const facts = gatherFacts(request, snapshot);
  const { server, capability } = facts;
  if (server === undefined || capability === undefined || findLayerDenial(facts) !== null) return false;
  const rules = snapshot.rules.index.find(request.principal, request.serverId, request.capability, facts.capabilityKey);
  if (rules.length === 0) return true;
  const context = new CallContext(request, server, capability);
  for (const rule of rules) {
    if (rule.isObserved) continue;
    if (rule.condition?.isAboutOneCall) {
      // It may or may not hold at the call. If it denies, what is below still has to be asked.
      if (deniesAlways(rule.effect, request.principal)) continue;
      return true;
    }
    const { outcome } = judgeCondition(rule, context);
    if (outcome === "error") return false;
    if (outcome === "true") return !deniesAlways(rule.effect, request.principal);
  }
  return true;
}
