import { createHash } from "node:crypto";
import { canonicalName } from "@peta/contract";

/** How a client wants names: `serverId__name` (every model API takes it), `serverId::name`, or bare names. */
export type NamesMode = "wire" | "canonical" | "plain";

export const WIRE_SEPARATOR = "__";
/** Several model APIs refuse longer tool names. */
export const MAX_WIRE_LENGTH = 64;
const HASH_LENGTH = 8;

/**
 * The name of a tool or prompt for model APIs: letters, digits, `_` and `-`, 64 at most. A name that had to be changed
 * or cut ends in a hash of the canonical name. A pure function of both names, so that it is the same after a restart,
 * on every replica, and whatever else the server offers.
 */
export function wireName(serverId: string, name: string): string {
  const cleaned = name.replace(/[^A-Za-z0-9_-]/g, "_");
  const full = `${serverId}${WIRE_SEPARATOR}${cleaned}`;
  if (cleaned === name && full.length <= MAX_WIRE_LENGTH) return full;
  const hash = createHash("sha256").update(canonicalName(serverId, name)).digest("hex").slice(0, HASH_LENGTH);
  return `${full.slice(0, MAX_WIRE_LENGTH - HASH_LENGTH - 1)}_${hash}`;
}

/** Reads `?names=`; undefined for a value that does not exist. */
export function parseNamesMode(value: string | null): NamesMode | undefined {
  if (value === null || value === "" || value === "wire") return "wire";
  return value === "canonical" || value === "plain" ? value : undefined;
}
