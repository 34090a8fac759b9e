import { type ErrorCode, SOCKET_ERROR, type SocketErrorDetails } from "@peta/contract";
import { CoreError, toPublicError } from "../../errors.ts";

const { INVALID_REQUEST, PERMISSION_DENIED, SERVER_ERROR, SERVICE_UNAVAILABLE } = SOCKET_ERROR;

/** Every refusal on this wire. Leaving a code out is a compile error. */
const numbers = {
  "setup.required": SERVICE_UNAVAILABLE,
  "setup.already_done": SERVER_ERROR,
  "setup.token_invalid": SERVER_ERROR,
  "auth.required": PERMISSION_DENIED,
  "auth.invalid_credentials": PERMISSION_DENIED,
  "auth.invalid_token": PERMISSION_DENIED,
  "auth.ambiguous_credentials": PERMISSION_DENIED,
  "auth.forbidden": PERMISSION_DENIED,
  "auth.too_many_attempts": SERVICE_UNAVAILABLE,
  "auth.origin_refused": PERMISSION_DENIED,
  "auth.insufficient_scope": PERMISSION_DENIED,
  "input.invalid": INVALID_REQUEST,
  "server.not_found": SERVER_ERROR,
  "server.duplicate": SERVER_ERROR,
  "server.disabled": SERVER_ERROR,
  "server.launch_refused": SERVER_ERROR,
  "server.start_failed": SERVER_ERROR,
  "server.unreachable": SERVER_ERROR,
  "server.protocol_error": SERVER_ERROR,
  "server.timeout": SERVER_ERROR,
  "server.died": SERVER_ERROR,
  "server.busy": SERVICE_UNAVAILABLE,
  "server.sign_in_required": SERVICE_UNAVAILABLE,
  "server.sign_in_failed": SERVICE_UNAVAILABLE,
  "server.values_missing": SERVER_ERROR,
  "server.values_invalid": SERVER_ERROR,
  "server.not_configurable": SERVER_ERROR,
  "skill.not_found": SERVER_ERROR,
  "skill.refused": SERVER_ERROR,
  "skill.in_use": SERVER_ERROR,
  "template.not_found": SERVER_ERROR,
  "capability.not_found": SERVER_ERROR,
  "capability.changed": SERVER_ERROR,
  "cache_policy.not_found": SERVER_ERROR,
  "principal.not_found": SERVER_ERROR,
  "principal.duplicate": SERVER_ERROR,
  "principal.owner_required": SERVER_ERROR,
  "principal.disabled": PERMISSION_DENIED,
  "principal.in_use": SERVER_ERROR,
  "account.duplicate": SERVER_ERROR,
  "token.not_found": SERVER_ERROR,
  "task.not_found": SERVER_ERROR,
  "console_session.not_found": SERVER_ERROR,
  "permission.denied": PERMISSION_DENIED,
  "permission.approval_required": PERMISSION_DENIED,
  "approval.not_found": SERVER_ERROR,
  "approval.pending": SERVER_ERROR,
  "approval.rejected": SERVER_ERROR,
  "approval.expired": SERVER_ERROR,
  "approval.not_pending": SERVER_ERROR,
  "approval.not_decider": PERMISSION_DENIED,
  "approval.step_up_required": PERMISSION_DENIED,
  "approval.limit": SERVICE_UNAVAILABLE,
  "client.not_found": SERVER_ERROR,
  "network.address_refused": PERMISSION_DENIED,
  "network.rule_invalid": SERVER_ERROR,
  "network.rule_not_found": SERVER_ERROR,
  "request.rate_limited": SERVICE_UNAVAILABLE,
  "workspace.not_found": SERVER_ERROR,
  "workspace.duplicate": SERVER_ERROR,
  "oauth_client.not_found": SERVER_ERROR,
  "oauth_client.invalid": SERVER_ERROR,
  "oauth_consent.not_found": SERVER_ERROR,
  "policy.invalid": SERVER_ERROR,
  "policy.not_found": SERVER_ERROR,
  "proxy.not_found": SERVER_ERROR,
  "proxy.duplicate": SERVER_ERROR,
  "session.not_found": SERVER_ERROR,
  "session.limit": SERVICE_UNAVAILABLE,
  "request.malformed": INVALID_REQUEST,
  "request.too_large": INVALID_REQUEST,
  "request.timeout": SERVER_ERROR,
  "request.cancelled": SERVER_ERROR,
  "request.interrupted": SERVER_ERROR,
  "request.unsupported": SOCKET_ERROR.UNKNOWN_ACTION,
  "request.header_mismatch": INVALID_REQUEST,
  "request.capability_missing": INVALID_REQUEST,
  "request.unsupported_version": INVALID_REQUEST,
  "audit.not_found": SERVER_ERROR,
  "audit.unavailable": SERVICE_UNAVAILABLE,
  "database.unavailable": SERVICE_UNAVAILABLE,
  "vault.key_mismatch": SERVER_ERROR,
  "vault.unreadable": SERVER_ERROR,
  "internal.error": SERVER_ERROR,
} satisfies Record<ErrorCode, number>;

export interface SocketError {
  code: number;
  message: string;
  details: SocketErrorDetails;
}

/** Any error as this wire sends it: the legacy number, the public sentence, and the precise code in the details. */
export function toSocketError(error: unknown): SocketError {
  const { code, message } = toPublicError(error);
  const retryAfterSeconds = error instanceof CoreError ? error.retryAfterSeconds : undefined;
  return {
    code: numbers[code],
    message,
    details: { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
  };
}

/** What a person did not foresee: it belongs into the log with its stack. */
export const isUnexpected = (error: unknown): boolean => !(error instanceof CoreError);
