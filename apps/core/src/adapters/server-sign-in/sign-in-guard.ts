import type dns from "node:dns";
import { CoreError } from "../../errors.ts";
import { type AddressGuard, createAddressGuard } from "../mcp-client/http/guard-address.ts";

const THIS_MACHINE = [
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
] as const;

/** The sentences of the guards of connections are about what an administrator writes; here it is the server that names addresses. */
const refusedBecause = (why: string) => ({
  errorFor: (host: string) =>
    new CoreError("server.launch_refused", `Core does not connect to ${host} to sign in: ${why}.`),
});

/**
 * To which addresses Core goes for the sign-in to a server. A server names its authorization server, which names the
 * rest: what is elsewhere must not send Core to what listens on Core's own machine (A17, A40). Elsewhere is also a name that
 * leads here and there: the connection may have gone to the other address.
 * @param resolve in place of the name service of this machine
 * @returns the guard of one errand, by the URL of the MCP server
 */
export function createSignInGuard(resolve?: typeof dns.lookup): (serverUrl: string) => Promise<AddressGuard> {
  const wide = createAddressGuard(
    resolve,
    refusedBecause("it is a link-local or metadata address, or no address of a host"),
  );
  const elsewhere = createAddressGuard(resolve, {
    alsoRefused: THIS_MACHINE,
    ...refusedBecause(
      "only a server that is on Core's own machine itself may name one there, and none a link-local address",
    ),
  });
  const isHere = (address: string): boolean => {
    try {
      elsewhere.checkHost(address);
      return false;
    } catch {
      return true;
    }
  };
  return async (serverUrl) => {
    const addresses = await addressesOf(wide, new URL(serverUrl).hostname.replace(/^\[|\]$/g, ""));
    return addresses.length > 0 && addresses.every(isHere) ? wide : elsewhere;
  };
}

/** None of a name that leads nowhere, or to where Core does not go. */
const addressesOf = ({ lookup }: AddressGuard, host: string): Promise<string[]> =>
  new Promise((resolve) =>
    lookup(host, { all: true }, (error, addresses) =>
      resolve(error || typeof addresses === "string" ? [] : addresses.map(({ address }) => address)),
    ),
  );
