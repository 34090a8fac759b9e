import { type Address, formatAddress, parseAddress } from "./address.ts";

/** All addresses whose first `prefix` bits are those of `base`. */
export interface AddressRange {
  base: Address;
  prefix: number;
}

const bitsOf = (address: Address): number => address.groups.length * 16;

/** The bits of group number `at` that belong to a prefix, as a mask. */
const maskOf = (prefix: number, at: number): number => {
  const bits = Math.min(Math.max(prefix - at * 16, 0), 16);
  return (0xffff << (16 - bits)) & 0xffff;
};

/**
 * `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. Bits after the prefix are dropped: `192.0.2.7/24` is `192.0.2.0/24`. An
 * IPv4-mapped range is the IPv4 range that it is. Null for everything else.
 */
export function parseRange(text: string): AddressRange | null {
  const [, written = "", length] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = parseAddress(written);
  if (!address) return null;
  const isMapped = address.family === 4 && written.includes(":");
  const given = length === undefined ? undefined : Number(length);
  const prefix = given === undefined ? bitsOf(address) : isMapped ? given - 96 : given;
  if (prefix < 0 || prefix > bitsOf(address)) return null;
  return {
    base: { family: address.family, groups: address.groups.map((group, at) => group & maskOf(prefix, at)) },
    prefix,
  };
}

/** The canonical text: a single address without `/32` or `/128`. */
export const formatRange = ({ base, prefix }: AddressRange): string =>
  prefix === bitsOf(base) ? formatAddress(base) : `${formatAddress(base)}/${prefix}`;

export function isInRange({ base, prefix }: AddressRange, address: Address): boolean {
  if (base.family !== address.family) return false;
  return base.groups.every((group, at) => ((address.groups[at] ?? 0) & maskOf(prefix, at)) === group);
}
