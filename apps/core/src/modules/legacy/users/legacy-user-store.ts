import type { Principal } from "../../principals/principal.ts";

/** What is stored of a user of the legacy wires beside the principal. */
export interface LegacyUserFacts {
  principalId: string;
  userId: string;
  sealedEncryptedToken: Uint8Array | null;
  notes: string | null;
  proxyId: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
}

export interface FoundOwner {
  listing: { principal: Principal; ratePerMinute: number | null; createdAt: number };
  facts: LegacyUserFacts | undefined;
}

/** Port: facts of a workspace's users. A principal that was made elsewhere has none. */
export interface LegacyUserStore {
  list(workspaceId: string): Promise<LegacyUserFacts[]>;
  /** The first active owner, without a look at anybody else: strangers may ask for it. Null: there is none. */
  findOwner(workspaceId: string): Promise<FoundOwner | null>;
  /** Inserts or replaces. Throws CoreError principal.duplicate when another principal has the same userId. */
  save(workspaceId: string, facts: LegacyUserFacts): Promise<void>;
}
