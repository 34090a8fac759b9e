import { canAdminister, type Principal } from "../principals/principal.ts";
import type { WorkspaceNetwork } from "./network-state.ts";
import type { RateClaim } from "./rate-limiter.ts";

/** Whoever governs a workspace can always make this many requests a minute to its API, also to set a wrong limit right. */
export const ADMINISTRATORS_FLOOR = 600;

/**
 * The room that a request needs: its principal's (their own rate, else the workspace's for each), and the workspace's.
 * A person has a budget for their MCP clients and another for their pages and commands, so that a client that runs away
 * does not take the page along on which it is stopped; an agent has one for both.
 */
export function rateClaims(
  { principalRates, limits }: Pick<WorkspaceNetwork, "principalRates" | "limits">,
  principal: Principal,
  wire: "mcp" | "api",
): RateClaim[] {
  const { id, workspaceId, kind } = principal;
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
