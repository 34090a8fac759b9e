import { createHash } from "node:crypto";
import type { GrantRecord } from "../../permissions/permission-store.ts";
import type { Principal } from "../../principals/principal.ts";

/** A principal as the legacy wires know it. */
export interface LegacyUser {
  principal: Principal;
  userId: string;
  /** The user's token as its creator encrypted it; Core cannot read it. */
  encryptedToken: string | null;
  notes: string | null;
  proxyId: number;
  /** A rate of its own; null: the workspace's. */
  ratePerMinute: number | null;
  grants: readonly GrantRecord[];
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
}

const ID_LENGTH = 32;

/** The legacy identity of a token: the first 32 hex digits of its SHA-256. */
export const userIdOfHash = (tokenHash: string): string => tokenHash.slice(0, ID_LENGTH);

/**
 * The legacy id of a principal that was not made on that wire, and so has none of its own: stable, and in the same
 * form, so that no client has to know the difference.
 */
export const derivedUserId = (principalId: string): string =>
  createHash("sha256").update(`peta:legacy-user:${principalId}`).digest("hex").slice(0, ID_LENGTH);
