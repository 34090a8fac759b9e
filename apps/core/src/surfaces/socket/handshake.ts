import type { IncomingMessage } from "node:http";
import type { ConnectErrorData } from "@peta/contract";
import { CoreError, toPublicError } from "../../errors.ts";
import { REFUSED_TOKEN } from "../../modules/principals/bearer-cache.ts";
import { readAuthorization } from "../http/read-bearer.ts";

const MAX_TOKEN_LENGTH = 4096;
const IN_URL = ["token", "access_token", "api_key", "apikey"];

const TOKEN_NOT_TEXT = "Token is required and must be a string";

/** Sentences of the legacy wire, by what is wrong with the token. */
const REASONS: Partial<Record<string, string>> = {
  [REFUSED_TOKEN.unknown]: "User not found",
  [REFUSED_TOKEN.inactive]: "User is Disabled",
  [REFUSED_TOKEN.expired]: "User authorization has expired",
};

/** The part of a handshake that may carry a credential. */
export interface HandshakeCredentials {
  auth: Record<string, unknown>;
  headers: IncomingMessage["headers"];
  query: Record<string, unknown>;
}

/**
 * The token of a handshake: `auth.token`, else the Authorization header. Throws auth.required without one,
 * auth.ambiguous_credentials for two that differ (A6), auth.invalid_token for what can be none.
 */
export function readHandshakeToken({ auth, headers, query }: HandshakeCredentials): string {
  if (IN_URL.some((name) => name in query))
    throw new CoreError("auth.ambiguous_credentials", "Tokens in the URL are not accepted: use auth.token.");
  const inHeader = readAuthorization(headers.authorization);
  const { token } = auth;
  if (token === undefined || token === null || token === "") {
    if (inHeader === null) throw new CoreError("auth.required", "Missing authentication token");
    return inHeader;
  }
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH)
    throw new CoreError("auth.invalid_token", TOKEN_NOT_TEXT, { detail: TOKEN_NOT_TEXT });
  if (inHeader !== null && inHeader !== token)
    throw new CoreError("auth.ambiguous_credentials", "auth.token and the Authorization header hold two credentials.");
  return token;
}

/** What `connect_error` says: the legacy sentence, and in `data` the code of the catalogue. */
export function connectError(error: unknown): Error & { data: ConnectErrorData } {
  const { code, message } = toPublicError(error);
  const core = error instanceof CoreError ? error : undefined;
  const retryAfterSeconds = core?.retryAfterSeconds;
  return Object.assign(new Error(sentenceOf(code, message, core?.detail)), {
    data: { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
  });
}

function sentenceOf(code: string, message: string, detail: string | undefined): string {
  if (code === "auth.required") return message;
  if (code === "internal.error" || code === "database.unavailable") return "Authentication failed";
  if (code !== "auth.invalid_token") return `Authentication failed: ${message}`;
  const reason = detail === TOKEN_NOT_TEXT ? TOKEN_NOT_TEXT : REASONS[detail ?? ""];
  return `Authentication failed: ${reason ?? message}`;
}
