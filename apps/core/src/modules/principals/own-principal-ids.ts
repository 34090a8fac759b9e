import type { Principal } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/** Internal ids of somebody and the agents that they answer for: what concerns them, in the words of events. */
export const createOwnPrincipalIds =
  (deps: { principals: Pick<PrincipalStore, "list"> }) =>
  async ({ workspaceId, id }: Principal): Promise<ReadonlySet<string>> => {
    const all = await deps.principals.list(workspaceId);
    return new Set([id, ...all.flatMap(({ principal }) => (principal.ownerId === id ? [principal.id] : []))]);
  };
