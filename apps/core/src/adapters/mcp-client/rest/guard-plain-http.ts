import { CoreError } from "../../../errors.ts";
import { type AddressGuard, createAddressGuard, NOT_PUBLIC } from "../http/guard-address.ts";

const tooOpen = (host: string): CoreError =>
  new CoreError(
    "server.launch_refused",
    `Core speaks to ${host} over https alone: http:// would carry the credentials through the open Internet. Inside a private network http:// is taken.`,
  );

/**
 * The guard of every connection to a server (A40), which for plain http takes addresses of private networks alone: what
 * it resolves to when it is dialled counts, not what it resolved to before.
 */
export function createApiGuard(url: URL): AddressGuard {
  const guard = createAddressGuard();
  if (url.protocol === "https:") return guard;
  const isPublic = (address: string): boolean => {
    try {
      onlyPublic.checkHost(address);
      return true;
    } catch {
      return false;
    }
  };
  const onlyPublic = createAddressGuard(undefined, { alsoRefused: NOT_PUBLIC });
  return {
    checkHost(hostname) {
      guard.checkHost(hostname);
      const address = hostname.replace(/^\[|\]$/g, "");
      if (/^[\d.]+$|:/.test(address) && isPublic(address)) throw tooOpen(address);
    },
    lookup(hostname, options, callback) {
      guard.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, "", 0);
        const all = Array.isArray(addresses) ? addresses : [];
        if (all.some(({ address }) => isPublic(address))) return callback(tooOpen(hostname), "", 0);
        if (options.all) return callback(null, all);
        const [first] = all;
        callback(null, first?.address ?? "", first?.family ?? 0);
      });
    },
  };
}
