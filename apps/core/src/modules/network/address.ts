/** An address as numbers: two groups of 16 bits for IPv4, eight for IPv6. */
export interface Address {
  family: 4 | 6;
  groups: readonly number[];
}

const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const IPV6_GROUP = /^[0-9a-f]{1,4}$/i;

function parseIpv4(text: string): number[] | null {
  const octets = IPV4.exec(text)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [(a << 8) | b, (c << 8) | d];
}

/** Groups on one side of `::`; null when one of them is none. Only the very last may be written as IPv4. */
function parseGroups(text: string, mayEndAsIpv4: boolean): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [at, part] of parts.entries()) {
    if (IPV6_GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const tail = mayEndAsIpv4 && at === parts.length - 1 ? parseIpv4(part) : null;
      if (!tail) return null;
      groups.push(...tail);
    }
  }
  return groups;
}

function parseIpv6(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [left = "", right] = halves;
  const head = parseGroups(left, right === undefined);
  if (right === undefined) return head?.length === 8 ? head : null;
  const tail = parseGroups(right, true);
  // `::` stands for one group of zeros at least (RFC 4291, section 2.2).
  if (!head || !tail || head.length + tail.length > 7) return null;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** `::ffff:192.0.2.7` is 192.0.2.7 on a socket for both families (RFC 4291, section 2.5.5.2). */
export const isMapped = (groups: readonly number[]): boolean =>
  groups.length === 8 && groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);

/**
 * The one reading of an address: IPv4 in four decimal parts, IPv6 as RFC 4291 has it, an IPv4-mapped one as the IPv4
 * address that it is. Null for everything else: leading zeros, zone ids (`fe80::1%eth0`), names.
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) {
    const groups = parseIpv4(text);
    return groups && { family: 4, groups };
  }
  const groups = parseIpv6(text);
  if (!groups) return null;
  return isMapped(groups) ? { family: 4, groups: groups.slice(6) } : { family: 6, groups };
}

/** First and length of the run of zeros that `::` replaces: the longest, two at least, the first of equals. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** The canonical text (RFC 5952 for IPv6): equal addresses have equal texts. */
export function formatAddress({ family, groups }: Address): string {
  if (family === 4) return groups.flatMap((group) => [group >> 8, group & 255]).join(".");
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  const { start, length } = longestZeros(groups);
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** `text` in canonical form; null when it is no address. */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text);
  return address && formatAddress(address);
}

/**
 * Whose address it is, for counting: whoever has one IPv6 address has a /64 of them, and writes its zeros as they like.
 * An IPv4 address is its own; what is no address is itself.
 */
export function networkOf(ipAddress: string): string {
  const address = parseAddress(ipAddress.replace(/%.*$/, ""));
  if (!address) return ipAddress;
  return address.family === 4
    ? formatAddress(address)
    : `${formatAddress({ family: 6, groups: [...address.groups.slice(0, 4), 0, 0, 0, 0] })}/64`;
}
