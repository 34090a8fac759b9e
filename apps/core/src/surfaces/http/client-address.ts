import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
const isLoopbackAddress = (address: string): boolean => loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * The address of the client, for records and rules: the socket's. Behind a proxy on this machine it is the last one in
 * X-Forwarded-For that is no loopback address: what stands before it is what the client says of itself.
 * @param isBehindProxy without a proxy, whoever is on this machine could choose an address
 */
export const createClientAddress =
  (isBehindProxy: boolean) =>
  ({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">): string | null => {
    const peer = socket.remoteAddress === undefined ? null : plain(socket.remoteAddress);
    const forwarded = headers["x-forwarded-for"];
    if (!isBehindProxy || peer === null || forwarded === undefined || !isLoopbackAddress(peer)) return peer;
    const told = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded)
      .split(",")
      .map((one) => plain(one.trim()));
    const last = told.findLast((one) => isIP(one) === 0 || !isLoopbackAddress(one));
    return last !== undefined && isIP(last) !== 0 ? last : peer;
  };
