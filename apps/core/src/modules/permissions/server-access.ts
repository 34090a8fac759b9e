import type { PolicySnapshot } from "@peta/policy";

/**
 * Whether a principal may have anything of a server: it is on, and the administrators' switches let the principal reach
 * it or one capability of it. True of a server whose catalogue is still empty, too.
 */
export function isServerOpen(policy: PolicySnapshot, principalId: string, serverId: string): boolean {
  const server = policy.servers.get(serverId);
  if (!server?.enabled) return false;
  const grants = policy.grants.get(principalId);
  if (grants?.servers.get(serverId) ?? server.publicAccess) return true;
  const prefix = `${serverId}:`;
  for (const [key, isOn] of grants?.capabilities ?? []) if (isOn && key.startsWith(prefix)) return true;
  return false;
}
