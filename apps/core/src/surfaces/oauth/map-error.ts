import type { ErrorCode } from "@peta/contract";
import { CoreError, toPublicError } from "../../errors.ts";

export interface OAuthError {
  status: number;
  body: { error: string; error_description: string };
  headers: Record<string, string>;
}

/** Refusals of this wire that have a name and status of their own; every other code is a fault of Core's. */
const NAMES: Partial<Record<ErrorCode, { status: number; error: string }>> = {
  "oauth_client.invalid": { status: 400, error: "invalid_client_metadata" },
  "request.malformed": { status: 400, error: "invalid_request" },
  "request.too_large": { status: 413, error: "invalid_request" },
  "request.rate_limited": { status: 429, error: "rate_limited" },
  "request.unsupported": { status: 403, error: "registration_not_supported" },
  "network.address_refused": { status: 403, error: "access_denied" },
  "input.invalid": { status: 400, error: "invalid_request" },
  "database.unavailable": { status: 503, error: "temporarily_unavailable" },
  "audit.unavailable": { status: 503, error: "temporarily_unavailable" },
};

/** Any error in the shape of RFC 6749, section 5.2. Unknown errors get a fixed sentence. */
export function toOAuthError(error: unknown): OAuthError {
  const { code, message } = toPublicError(error);
  const known = NAMES[code] ?? { status: 500, error: "server_error" };
  const isRedirect = code === "oauth_client.invalid" && message.startsWith("The redirect address");
  const retryAfter = error instanceof CoreError ? error.retryAfterSeconds : undefined;
  return {
    status: known.status,
    body: { error: isRedirect ? "invalid_redirect_uri" : known.error, error_description: message },
    headers: {
      "cache-control": "no-store",
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
  };
}
