import type { Principal } from "./principal.ts";

export interface AccessTokenRecord {
  id: string;
  workspaceId: string;
  principalId: string;
  principalHandle: string;
  name: string;
  lastFour: string;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

/** Port: access tokens, found by hash only. */
export interface TokenStore {
  /** Throws CoreError principal.duplicate when the token is somebody's already. */
  insert(token: AccessTokenRecord, tokenHash: string): Promise<void>;
  /** Gives the token that was expected under the hash's first 32 digits this hash. False when none was. */
  claimExpected(tokenHash: string): Promise<boolean>;
  findByHash(tokenHash: string): Promise<{ token: AccessTokenRecord; principal: Principal } | null>;
  findById(
    workspaceId: string,
    id: string,
  ): Promise<{ token: AccessTokenRecord; tokenHash: string; principal: Principal } | null>;
  list(workspaceId: string, principalHandle?: string): Promise<AccessTokenRecord[]>;
  revoke(workspaceId: string, id: string, at: number): Promise<AccessTokenRecord>;
  touch(id: string, at: number): Promise<void>;
}
