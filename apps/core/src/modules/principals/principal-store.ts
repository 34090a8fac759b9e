import { CoreError } from "../../errors.ts";
import type { Principal } from "./principal.ts";

/** A principal with what lists show beside it. */
export interface PrincipalListing {
  principal: Principal;
  ownerHandle: string | null;
  email: string | null;
  activeTokens: number;
  /** A rate of its own; null: the workspace's. */
  ratePerMinute: number | null;
  lastSeenAt: number | null;
  createdAt: number;
}

export interface NewAccount {
  id: string;
  email: string;
  displayName: string;
  passwordHash: string;
}

/** Why the last owner stays. */
export const lastOwner = () =>
  new CoreError(
    "principal.in_use",
    "This is the last active owner of the workspace. Make somebody else an owner first.",
  );

/**
 * Port: people and agents of a workspace. Every method is scoped by the workspace it is given.
 * INVARIANT: a change that would leave a workspace without an active owner is refused with principal.in_use, also when
 * two owners demote each other at the same moment.
 */
export interface PrincipalStore {
  findByHandle(workspaceId: string, handle: string): Promise<Principal | null>;
  findById(workspaceId: string, id: string): Promise<Principal | null>;
  list(workspaceId: string): Promise<PrincipalListing[]>;
  /**
   * Saves the principal and, for a person who signs in for the first time, the account, together. Throws CoreError
   * principal.duplicate, also when the account is in this workspace already; account.duplicate; principal.not_found when
   * the account that it names is gone.
   */
  insert(principal: Principal, account: NewAccount | null): Promise<void>;
  update(
    workspaceId: string,
    id: string,
    change: Partial<Pick<Principal, "displayName" | "role" | "status">>,
  ): Promise<Principal>;
  /** Throws CoreError principal.in_use when agents still belong to this person. */
  remove(workspaceId: string, id: string): Promise<void>;
}
