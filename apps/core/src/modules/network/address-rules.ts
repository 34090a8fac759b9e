import { LRUCache } from "lru-cache";
import { parseAddress } from "./address.ts";
import { type AddressRange, isInRange, parseRange } from "./address-range.ts";

/** Which addresses may reach a workspace. An immutable value. */
export interface AddressRules {
  /** There are no rules: every address may come, also one that Core does not know. */
  readonly isOpen: boolean;
  /** Fails closed: null and what is no address is in no range. */
  allows(ipAddress: string | null): boolean;
}

export const OPEN: AddressRules = { isOpen: true, allows: () => true };

/** Answers that are remembered for each set of rules, so that a warm request costs one look-up. */
const REMEMBERED = 5_000;

/**
 * Rules out of stored ranges. INVARIANT: a range that cannot be read lets nobody in, and never makes the set empty:
 * nothing that is stored badly opens a workspace.
 */
export function compileAddressRules(stored: readonly string[]): AddressRules {
  if (stored.length === 0) return OPEN;
  const ranges = stored.map(parseRange).filter((range): range is AddressRange => range !== null);
  const known = new LRUCache<string, boolean>({ max: REMEMBERED });
  return {
    isOpen: false,
    allows(ipAddress) {
      if (ipAddress === null) return false;
      let isAllowed = known.get(ipAddress);
      if (isAllowed === undefined) {
        const address = parseAddress(ipAddress);
        isAllowed = address !== null && ranges.some((range) => isInRange(range, address));
        known.set(ipAddress, isAllowed);
      }
      return isAllowed;
    },
  };
}
