import type { Principal } from "./principal.ts";

/** A principal with what lists show beside it. */
export interface PrincipalListing {
  principal: Principal;
  ownerHandle: string | null;
  email: string | null;
  activeTokens: number;
  lastSeenAt: number | null;
  createdAt: number;
}

export interface NewAccount {
  id: string;
  email: string;
  displayName: string;
  passwordHash: string;
}

/** Port: people and agents of a workspace. Every method is scoped by the workspace it is given. */
export interface PrincipalStore {
  findByHandle(workspaceId: string, handle: string): Promise<Principal | null>;
  list(workspaceId: string): Promise<PrincipalListing[]>;
  /** Saves the principal and, for a person who signs in, the account, together. Throws CoreError principal.duplicate or account.duplicate. */
  insert(principal: Principal, account: NewAccount | null): Promise<void>;
  update(
    workspaceId: string,
    id: string,
    change: Partial<Pick<Principal, "displayName" | "role" | "status">>,
  ): Promise<Principal>;
  /** Throws CoreError principal.in_use when agents still belong to this person. */
  remove(workspaceId: string, id: string): Promise<void>;
  countActiveOwners(workspaceId: string): Promise<number>;
}
