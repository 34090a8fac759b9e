import dns from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { CoreError } from "../../../errors.ts";
import { formatAddress, parseAddress } from "../../../modules/network/address.ts";

type Network = readonly [network: string, prefix: number, family: "ipv4" | "ipv6"];

/**
 * Addresses that no MCP server has and that attackers want Core to reach: link-local (with the metadata services of
 * the clouds), the metadata services elsewhere, and what is not a host at all. Loopback and private networks are
 * allowed: an administrator registers servers there on purpose (A17, A40).
 */
const REFUSED: readonly Network[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["100.100.100.200", 32, "ipv4"],
  ["192.0.0.192", 32, "ipv4"],
  ["168.63.129.16", 32, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["255.255.255.255", 32, "ipv4"],
  ["::", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fec0::", 10, "ipv6"],
  ["fd00:ec2::254", 128, "ipv6"],
  ["fd20:ce::254", 128, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

/** Addresses that are not those of a host on the public Internet (RFC 6890 and its registries). */
export const NOT_PUBLIC: readonly Network[] = [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::1", 128, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["100::", 64, "ipv6"],
  ["2001::", 23, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["3fff::", 20, "ipv6"],
  ["5f00::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
];

export interface AddressGuardOptions {
  /** Networks that are refused besides those that always are. */
  alsoRefused?: readonly Network[];
  /** What is said about a refused host. */
  errorFor?: (host: string) => CoreError;
}

export interface AddressGuard {
  /** Throws for a refused literal address, server.launch_refused if nothing else is said. Names are checked when they are dialled. */
  checkHost(hostname: string): void;
  /** Resolves names for the sockets; refuses when any of the addresses is refused, so that no second answer slips by. */
  lookup: LookupFunction;
}

const refusedServer = (host: string): CoreError =>
  new CoreError(
    "server.launch_refused",
    `Core does not connect to ${host}: it is a link-local or metadata address, or no address of a host. Register the server under another address.`,
  );

export function createAddressGuard(
  resolve: typeof dns.lookup = dns.lookup,
  { alsoRefused = [], errorFor = refusedServer }: AddressGuardOptions = {},
): AddressGuard {
  const refused = new BlockList();
  for (const [network, prefix, family] of [...REFUSED, ...alsoRefused]) refused.addSubnet(network, prefix, family);
  const isRefused = (address: string): boolean => {
    const family = isIP(address);
    if (family === 4) return refused.check(address, "ipv4");
    const inner = embeddedIpv4(address);
    return refused.check(address, "ipv6") || (inner !== null && refused.check(inner, "ipv4"));
  };
  return {
    checkHost(hostname) {
      const address = hostname.replace(/^\[|\]$/g, "");
      if (isIP(address) !== 0 && isRefused(address)) throw errorFor(address);
    },
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, "", 0);
        if (addresses.some(({ address }) => isRefused(address))) return callback(errorFor(hostname), "", 0);
        if (options.all) return callback(null, addresses);
        const [first] = addresses;
        callback(null, first?.address ?? "", first?.family ?? 0);
      });
    },
  };
}

/**
 * The IPv4 address inside a mapped (::ffff:0:0/96), translated (::ffff:0:0:0/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48),
 * 6to4 (2002::/16), ISATAP (::0:5efe:0:0/96 of any network) or compatible address.
 */
function embeddedIpv4(address: string): string | null {
  const parsed = parseAddress(address.replace(/%.*$/, ""));
  if (!parsed) return null;
  const { family, groups } = parsed;
  if (family === 4) return formatAddress(parsed);
  const at = (index: number): number => groups[index] ?? 0;
  const dotted = (index: number): string => formatAddress({ family: 4, groups: [at(index), at(index + 1)] });
  if (at(0) === 0x2002) return dotted(1);
  const isCompatible = groups.slice(0, 6).every((group) => group === 0) && at(6) !== 0;
  const isTranslated = groups.slice(0, 4).every((group) => group === 0) && at(4) === 0xffff && at(5) === 0;
  const isIsatap = (at(4) & 0xfdff) === 0 && at(5) === 0x5efe;
  const isNat64 = at(0) === 0x64 && at(1) === 0xff9b;
  return isCompatible || isTranslated || isIsatap || isNat64 ? dotted(6) : null;
}
