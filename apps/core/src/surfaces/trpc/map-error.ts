import type { ErrorCode } from "@peta/contract";
import { TRPCError } from "@trpc/server";
import type { CoreError } from "../../errors.ts";

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]["code"];

/** The status of every refusal on this wire. Leaving a code out is a compile error. */
const trpcCodes = {
  "setup.required": "PRECONDITION_FAILED",
  "setup.already_done": "CONFLICT",
  "setup.token_invalid": "UNAUTHORIZED",
  "auth.required": "UNAUTHORIZED",
  "auth.invalid_credentials": "UNAUTHORIZED",
  "auth.invalid_token": "UNAUTHORIZED",
  "auth.ambiguous_credentials": "BAD_REQUEST",
  "auth.forbidden": "FORBIDDEN",
  "auth.too_many_attempts": "TOO_MANY_REQUESTS",
  "auth.origin_refused": "FORBIDDEN",
  "input.invalid": "BAD_REQUEST",
  "server.not_found": "NOT_FOUND",
  "server.duplicate": "CONFLICT",
  "server.disabled": "PRECONDITION_FAILED",
  "server.launch_refused": "BAD_REQUEST",
  "server.start_failed": "BAD_GATEWAY",
  "server.unreachable": "BAD_GATEWAY",
  "server.protocol_error": "BAD_GATEWAY",
  "server.timeout": "GATEWAY_TIMEOUT",
  "server.died": "BAD_GATEWAY",
  "server.busy": "SERVICE_UNAVAILABLE",
  "capability.not_found": "NOT_FOUND",
  "principal.not_found": "NOT_FOUND",
  "principal.duplicate": "CONFLICT",
  "principal.owner_required": "BAD_REQUEST",
  "principal.disabled": "FORBIDDEN",
  "principal.in_use": "CONFLICT",
  "account.duplicate": "CONFLICT",
  "token.not_found": "NOT_FOUND",
  "console_session.not_found": "NOT_FOUND",
  "permission.denied": "FORBIDDEN",
  "permission.approval_required": "FORBIDDEN",
  "policy.invalid": "BAD_REQUEST",
  "session.not_found": "NOT_FOUND",
  "session.limit": "TOO_MANY_REQUESTS",
  "request.malformed": "BAD_REQUEST",
  "request.too_large": "PAYLOAD_TOO_LARGE",
  "request.timeout": "TIMEOUT",
  "request.cancelled": "CLIENT_CLOSED_REQUEST",
  "request.unsupported": "NOT_FOUND",
  "request.header_mismatch": "BAD_REQUEST",
  "request.unsupported_version": "BAD_REQUEST",
  "audit.not_found": "NOT_FOUND",
  "audit.unavailable": "SERVICE_UNAVAILABLE",
  "database.unavailable": "SERVICE_UNAVAILABLE",
  "vault.key_mismatch": "INTERNAL_SERVER_ERROR",
  "vault.unreadable": "INTERNAL_SERVER_ERROR",
  "internal.error": "INTERNAL_SERVER_ERROR",
} satisfies Record<ErrorCode, TrpcCode>;

export const toTrpcError = (error: CoreError): TRPCError =>
  new TRPCError({ code: trpcCodes[error.code], message: error.message, cause: error });
