import type { ServerStatus } from "../server-status.ts";
import type { Holders } from "./value-holders.ts";
import type { Values } from "./place-values.ts";

/** An instance that has started with values which are not stored yet. */
export interface Candidate {
  /** From now on it serves the principal, in the place of an earlier one. */
  adopt(revision: string): Promise<void>;
  close(): Promise<void>;
}

/** The instances of one server, each with the values of one holder. */
export interface UserInstances {
  /** Starts the server with these values and reads its catalogue. Throws what connecting throws; nothing runs then. */
  tryOut(principalId: string, values: Values): Promise<Candidate>;
  /** Who has values. Throws CoreError database.unavailable. */
  holders(): Promise<Holders>;
  /** Follows the store: ends every instance whose values are gone or others now. Never rejects: what cannot be read ends. */
  reconcile(): Promise<void>;
  /** Somebody was switched on or off, or removed: whoever runs with their values may not go on. Never rejects. */
  principalChanged(principalId: string): Promise<void>;
  statusOf(principalId: string): ServerStatus | null;
  runningCount(): number;
}
