import type { IncomingMessage } from "node:http";
import { type Address, formatAddress, parseAddress } from "../../modules/network/address.ts";
import { type AddressRange, isInRange, parseRange } from "../../modules/network/address-range.ts";

const LOOPBACK = ["127.0.0.0/8", "::1"];

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
}): (request: Pick<IncomingMessage, "socket" | "headers">) => string | null {
  const trusted = [...options.trustedProxies, ...(options.isBehindProxy ? LOOPBACK : [])]
    .map(parseRange)
    .filter((range): range is AddressRange => range !== null);
  const isTrusted = (address: Address): boolean => trusted.some((range) => isInRange(range, address));

  return ({ socket, headers }) => {
    const peer = socket.remoteAddress === undefined ? null : parseAddress(socket.remoteAddress);
    if (peer === null) return null;
    const forwarded = headers["x-forwarded-for"];
    if (forwarded === undefined || !isTrusted(peer)) return formatAddress(peer);
    const entries = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded).split(",");
    let client: Address | null = peer;
    while (client !== null && isTrusted(client)) {
      const entry = entries.pop();
      if (entry === undefined) break;
      client = parseForwarded(entry.trim());
    }
    return client && formatAddress(client);
  };
}
