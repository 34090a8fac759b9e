import { MCP_SCOPES, USER_SCOPE } from "@peta/contract";
import type { ProtectedResource } from "../principals/bearer.ts";

/** The names by which programs on this machine call it. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The two protected resources of an installation (RFC 8707, RFC 9728), under the URL by which it is reached. */
export interface OAuthResources {
  /** Issuer of the authorization server: the public URL, without a path. */
  readonly issuer: string;
  /** URL of a protected resource: the audience of its tokens. */
  urlOf(resource: ProtectedResource): string;
  scopesOf(resource: ProtectedResource): readonly string[];
  /** Which protected resource a resource indicator names; null for a foreign one (A3). */
  find(indicator: string): ProtectedResource | null;
  /**
   * The URL by which a client reaches this installation: the issuer, or another loopback name of the same port when
   * the issuer itself is a loopback address. Clients compare the resource with the URL they were given.
   */
  urlSeenBy(host: string | undefined): string;
}

const SCOPES: Record<ProtectedResource, readonly string[]> = { mcp: MCP_SCOPES, user: [USER_SCOPE] };
const PATHS: Record<ProtectedResource, string> = { mcp: "/mcp", user: "/user" };

export function createResources(publicUrl: string): OAuthResources {
  const own = new URL(publicUrl);
  const issuer = own.origin;
  const isSameMachine = (url: URL): boolean =>
    url.origin === issuer ||
    (LOOPBACK.has(own.hostname) &&
      LOOPBACK.has(url.hostname) &&
      url.port === own.port &&
      url.protocol === own.protocol);
  return {
    issuer,
    urlOf: (resource) => issuer + PATHS[resource],
    scopesOf: (resource) => SCOPES[resource],
    find(indicator) {
      if (!URL.canParse(indicator)) return null;
      const url = new URL(indicator);
      if (!isSameMachine(url) || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
        return null;
      const path = url.pathname.replace(/\/$/, "");
      return (Object.keys(PATHS) as ProtectedResource[]).find((resource) => PATHS[resource] === path) ?? null;
    },
    urlSeenBy(host) {
      const seen = `${own.protocol}//${host ?? ""}`;
      return host !== undefined && URL.canParse(seen) && isSameMachine(new URL(seen)) ? new URL(seen).origin : issuer;
    },
  };
}
