import type { CapabilityKind } from "@peta/policy";
import type { CachePolicy } from "./cache-policy.ts";

/** Port: cache policies. Every method is scoped by the workspace it is given. */
export interface CachePolicyStore {
  /** By server, kind and name. */
  list(workspaceId: string): Promise<CachePolicy[]>;
  /** Stores it in place of the one for the same capability. Throws CoreError server.not_found. */
  set(workspaceId: string, policy: CachePolicy): Promise<void>;
  /** False when there is none. */
  remove(workspaceId: string, serverId: string, kind: CapabilityKind, name: string): Promise<boolean>;
}
