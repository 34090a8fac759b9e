import { type Caller, hasTokenHash } from "../../modules/principals/principal.ts";
import type { TrpcDeps } from "./deps.ts";

/**
 * Calls `end` when what a stream was opened with no longer holds: the principal changed, the session or token is gone,
 * or the address is no longer allowed (A7). The reader comes back and has to prove its rights again.
 * @returns what stops looking
 */
export function endWithRights(
  { events, network, principals }: Pick<TrpcDeps, "events" | "network" | "principals">,
  caller: Caller,
  end: () => void,
): () => void {
  const { principal, credential, ipAddress } = caller;
  const endWithoutSession = async (): Promise<void> => {
    const sessions = await principals.listConsoleSessions(caller);
    if (!sessions.some(({ isCurrent }) => isCurrent)) end();
  };
  return events.subscribe((event) => {
    if (event.type === "principals.changed" && event.principalId === principal.id) return end();
    if (credential.kind === "console_session") {
      if (event.type === "console_sessions.changed") endWithoutSession().catch(end);
    } else if (hasTokenHash(credential) && event.type === "token.revoked" && event.tokenHash === credential.tokenHash)
      return end();
    if (event.type === "network.replaced" && !network.isAddressAllowed(principal.workspaceId, ipAddress)) end();
  });
}
