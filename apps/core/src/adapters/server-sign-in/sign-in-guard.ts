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
 * rest: what is elsewhere must not send Core to what listens on Core's own machine (A17, A40).
 * @returns the guard of one errand, by the URL of the MCP server
 */
export function createSignInGuard(): (serverUrl: string) => Promise<AddressGuard> {
  const wide = createAddressGuard(
    undefined,
    refusedBecause("it is a link-local or metadata address, or no address of a host"),
  );
  const elsewhere = createAddressGuard(undefined, {
    alsoRefused: THIS_MACHINE,
    ...refusedBecause(
      "only a server that is on Core's own machine itself may name one there, and none a link-local address",
    ),
  });
  return async (serverUrl) => ((await isRefused(elsewhere, new URL(serverUrl).hostname)) ? wide : elsewhere);
}

async function isRefused({ checkHost, lookup }: AddressGuard, host: string): Promise<boolean> {
  try {
    checkHost(host);
    await new Promise<void>((resolve, reject) =>
      lookup(host.replace(/^\[|\]$/g, ""), { all: true }, (error) => (error ? reject(error) : resolve())),
    );
    return false;
  } catch (error) {
    // A name that is not known leads nowhere.
    return error instanceof CoreError;
  }
}
