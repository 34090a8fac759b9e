import { CoreError } from "../../errors.ts";

export interface HostGuard {
  isAllowedHost(host: string | undefined): boolean;
  /** True without an Origin: only browsers send one. */
  isAllowedOrigin(origin: string | undefined): boolean;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The host name without its port, lower-case; null when it is no host name. */
const hostName = (host: string): string | null =>
  /^(\[[0-9a-f:]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? null;

/**
 * Which Host and Origin headers Core answers to: loopback names, the public URL's, the configured ones and the address
 * it listens on. A web page that points its own name at this machine names another host and is refused (A48).
 */
export function createHostGuard(config: {
  host: string;
  publicUrl: string | null;
  allowedHosts: readonly string[];
}): HostGuard {
  const allowed = new Set([...LOOPBACK, ...config.allowedHosts]);
  if (config.publicUrl !== null) allowed.add(new URL(config.publicUrl).hostname.toLowerCase());
  if (!["0.0.0.0", "::"].includes(config.host))
    allowed.add(config.host.includes(":") ? `[${config.host}]` : config.host.toLowerCase());
  // Nearly every request says the same one.
  let lastAllowed: string | undefined;
  const isAllowedHost = (host: string | undefined): boolean => {
    if (host !== undefined && host === lastAllowed) return true;
    const name = host === undefined ? null : hostName(host);
    if (name === null || !allowed.has(name)) return false;
    lastAllowed = host;
    return true;
  };
  return {
    isAllowedHost,
    isAllowedOrigin(origin) {
      if (origin === undefined) return true;
      if (!URL.canParse(origin)) return false;
      const url = new URL(origin);
      return /^https?:$/.test(url.protocol) && isAllowedHost(url.host);
    },
  };
}

/** Throws CoreError auth.origin_refused with what an administrator can do about it. */
export function requireKnownHost(guard: HostGuard, host: string | undefined, origin: string | undefined): void {
  if (!guard.isAllowedHost(host)) {
    throw new CoreError(
      "auth.origin_refused",
      "This host name is not one of Peta's. If it should be, add it to PETA_ALLOWED_HOSTS or set PETA_PUBLIC_URL.",
    );
  }
  if (!guard.isAllowedOrigin(origin))
    throw new CoreError("auth.origin_refused", "Requests from pages of another origin are refused.");
}
