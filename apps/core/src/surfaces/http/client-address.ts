import { LRUCache } from "lru-cache";
import type { HttpRequest } from "./http-message.ts";
import { type Address, formatAddress, parseAddress } from "../../modules/network/address.ts";
import { type AddressRange, isInRange, parseRange } from "../../modules/network/address-range.ts";

/** One station of a request's way. */
interface Hop {
  text: string;
  isTrusted: boolean;
}

const REMEMBERED = 5_000;

const LOOPBACK = ["127.0.0.0/8", "::1"];

/** No address with brackets and port is longer. */
const MAX_ENTRY_LENGTH = 64;

/** An entry of X-Forwarded-For. Some proxies write a port behind it: `192.0.2.7:4711`, `[2001:db8::1]:4711`. */
function parseForwarded(entry: string): Address | null {
  const [, bracketed, withPort] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(entry) ?? [];
  return parseAddress(bracketed ?? withPort ?? entry);
}

/**
 * The address of the client, in canonical form, for records and rules; null when Core cannot tell. It is the socket's,
 * unless that is a trusted proxy: then X-Forwarded-For is read from the right, where each proxy adds what it saw, and
 * the first address that is no trusted proxy's is the client. What stands left of it is what the client says of itself.
 * A proxy that adds something that is no address leaves the client unknown.
 */
export function createClientAddress(options: {
  /** Ranges whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /**
   * Core is reached by another name than this machine's: what stands before it may be on this machine. Without that,
   * whoever is on this machine could choose an address.
   */
  isBehindProxy: boolean;
}): (request: Pick<HttpRequest, "socket" | "headers">) => string | null {
  const trusted = [...options.trustedProxies, ...(options.isBehindProxy ? LOOPBACK : [])]
    .map(parseRange)
    .filter((range): range is AddressRange => range !== null);
  const read = (address: Address | null): Hop | null =>
    address && { text: formatAddress(address), isTrusted: trusted.some((range) => isInRange(range, address)) };
  // The same few peers ask again and again, each time before anything else is done for them.
  const known = new LRUCache<string, { hop: Hop | null }>({ max: REMEMBERED });
  const hopOf = (entry: string): Hop | null => {
    if (entry.length > MAX_ENTRY_LENGTH) return null;
    let found = known.get(entry);
    if (!found) known.set(entry, (found = { hop: read(parseForwarded(entry)) }));
    return found.hop;
  };

  return ({ socket, headers }) => {
    let client = socket.remoteAddress === undefined ? null : hopOf(socket.remoteAddress);
    const forwarded = headers["x-forwarded-for"];
    if (!client?.isTrusted || forwarded === undefined) return client?.text ?? null;
    const entries = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded).split(",");
    while (client?.isTrusted) {
      const entry = entries.pop();
      if (entry === undefined) break;
      client = hopOf(entry.trim());
    }
    return client?.text ?? null;
  };
}
