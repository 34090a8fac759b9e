import { Provider } from "oidc-provider";
import type { GrantEnd } from "../../modules/oauth/token-events.ts";

/** The address that asks, as the front saw it; the library carries it along in its request context. */
const ADDRESS = "x-peta-address";

export const withAddress = (headers: Record<string, unknown>, ipAddress: string | null): Record<string, unknown> => ({
  ...headers,
  [ADDRESS]: ipAddress ?? "",
});

/** Of the request that is being answered right now. */
export function currentRequest(): { ipAddress: string | null; grantEnd: GrantEnd } {
  const context = Provider.ctx;
  const isRevocation = context?.oidc.route === "revocation";
  const isRefresh = context?.oidc.params?.grant_type === "refresh_token";
  return {
    ipAddress: context?.get(ADDRESS) || null,
    grantEnd: isRevocation ? "revoked_by_client" : isRefresh ? "refresh_token_reused" : "code_reused",
  };
}
