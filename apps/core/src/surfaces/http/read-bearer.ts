import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { HttpRequest } from "./http-message.ts";

const CREDENTIAL_PARAMETERS = ["token", "access_token", "api_key", "apikey"];
// RFC 6750 section 2.1: b64token.
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]{1,4096}=*)$/i;

const SEND_HEADER = "Send the access token in the header `Authorization: Bearer <token>`.";

const countAuthorizationHeaders = ({ rawHeaders }: HttpRequest): number => {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 13 && name.toLowerCase() === "authorization") count++;
  }
  return count;
};

/**
 * The access token of a request. Only the Authorization header carries one: a token in the URL ends up in logs.
 * Throws auth.required without one, auth.ambiguous_credentials for two (A6).
 * @param query what the URL carries, or null
 */
export function readBearer(req: HttpRequest, query: URLSearchParams | null): string {
  const header = req.headers.authorization;
  const inQuery = query !== null && CREDENTIAL_PARAMETERS.some((name) => query.has(name));
  if (inQuery && header !== undefined) throw ambiguous();
  if (inQuery) throw new CoreError("auth.required", `Tokens in the URL are not accepted. ${SEND_HEADER}`);
  if (header === undefined) throw new CoreError("auth.required", `An access token is needed. ${SEND_HEADER}`);
  if (countAuthorizationHeaders(req) > 1) throw ambiguous();
  const token = BEARER.exec(header)?.[1];
  if (token === undefined)
    throw new CoreError("auth.invalid_token", `The Authorization header does not hold a bearer token. ${SEND_HEADER}`);
  return token;
}

/**
 * The token of an Authorization header, where a request may carry its credential elsewhere too; null without a header.
 * Throws auth.invalid_token, and auth.ambiguous_credentials for two headers where `req` is given: Node keeps the first (A6).
 */
export function readAuthorization(header: string | undefined, req?: HttpRequest): string | null {
  if (header === undefined) return null;
  if (req && countAuthorizationHeaders(req) > 1) throw ambiguous();
  const token = /^Bearer +([^\s]+) *$/i.exec(header)?.[1];
  if (token === undefined)
    throw new CoreError("auth.invalid_token", "The Authorization header must read `Bearer <access token>`.");
  return token;
}

/**
 * Throws auth.ambiguous_credentials where a request to an endpoint without a sign-in carries a credential: whoever sends
 * one means to be somebody, and would be nobody (A2, A6).
 */
export function refuseCredentials(req: HttpRequest, query: URLSearchParams | null): void {
  const isInQuery = query !== null && CREDENTIAL_PARAMETERS.some((name) => query.has(name));
  if (req.headers.authorization === undefined && !isInQuery) return;
  throw new CoreError(
    "auth.ambiguous_credentials",
    "This endpoint is for callers without a sign-in and takes no credential. Use /mcp with an access token.",
  );
}

const ambiguous = (): CoreError =>
  new CoreError("auth.ambiguous_credentials", `This request carries two credentials. ${SEND_HEADER}`);

const ERRORS: Partial<Record<ErrorCode, string>> = {
  "auth.ambiguous_credentials": "invalid_request",
  "auth.insufficient_scope": "insufficient_scope",
};

/**
 * RFC 6750 section 3, RFC 9728 section 5.1. Without a token there is no error to name.
 * @param scope what a token needs; null where nobody asks for scopes
 */
export function challenge(error: CoreError, resourceMetadataUrl: string | null, scope: string | null = null): string {
  const parts = ['Bearer realm="peta"'];
  if (error.code !== "auth.required") {
    const name = ERRORS[error.code] ?? "invalid_token";
    parts.push(`error="${name}"`, `error_description="${error.message.replace(/[^ !#-[\]-~]/g, "'")}"`);
  }
  if (scope !== null) parts.push(`scope="${scope}"`);
  if (resourceMetadataUrl !== null) parts.push(`resource_metadata="${resourceMetadataUrl}"`);
  return parts.join(", ");
}
