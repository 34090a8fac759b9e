import { canAdminister, type Principal } from "../principals/principal.ts";
import type { WorkspaceNetwork } from "./network-state.ts";
import type { RateClaim } from "./rate-limiter.ts";

/** Whoever governs a workspace can always make this many requests a minute to its API, also to set a wrong limit right. */
export const ADMINISTRATORS_FLOOR = 600;

/** All callers without a sign-in of one workspace, from whatever address. */
export const ANONYMOUS_ALTOGETHER = 600;
export const anonymousKey = (workspaceId: string): string => `${workspaceId} anonymous`;

/**
 * The room that a request needs: its principal's (their own rate, else the workspace's for each), and the workspace's.
 * A person has a budget for their MCP clients and another for their pages and commands, so that a client that runs away
 * does not take the page along on which it is stopped; an agent has one for both.
 */
export function rateClaims(
  { principalRates, limits }: Pick<WorkspaceNetwork, "principalRates" | "limits">,
  principal: Principal,
  wire: "mcp" | "public" | "api",
  anonymousRate = 0,
): RateClaim[] {
  const { id, workspaceId, kind } = principal;
  // INVARIANT: all of them together come first. Where they have no room, no window is kept for one more address, and
  // people who have signed in share no room with them.
  if (kind === "anonymous")
    return [
      { key: anonymousKey(workspaceId), perMinute: Math.max(ANONYMOUS_ALTOGETHER, anonymousRate) },
      { key: id, perMinute: anonymousRate },
    ];
  const governs = wire === "api" && kind === "person" && canAdminister(principal);
  const own = principalRates.get(id) ?? limits.principalRatePerMinute;
  const shared = limits.workspaceRatePerMinute;
  const claims: RateClaim[] = [];
  if (own !== null) {
    claims.push({
      key: kind === "person" && wire === "api" ? `${id} api` : id,
      perMinute: governs ? Math.max(own, ADMINISTRATORS_FLOOR) : own,
    });
  }
  // Everybody's requests together must not keep an administrator from stopping one of them.
  if (shared !== null && !governs) claims.push({ key: workspaceId, perMinute: shared });
  return claims;
}
