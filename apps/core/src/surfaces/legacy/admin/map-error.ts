import { adminWire, type ErrorCode } from "@peta/contract";
import { toPublicError } from "../../../errors.ts";

const { ADMIN_ERROR } = adminWire;
const INVALID = ADMIN_ERROR.INVALID_REQUEST;
const FORBIDDEN = ADMIN_ERROR.FORBIDDEN;
const DATABASE = ADMIN_ERROR.DATABASE_OPERATION_FAILED;

/** The number of every refusal on this wire. Leaving a code out is a compile error. */
const adminErrors = {
  "setup.required": FORBIDDEN,
  "setup.already_done": ADMIN_ERROR.USER_ALREADY_EXISTS,
  "setup.token_invalid": FORBIDDEN,
  "auth.required": FORBIDDEN,
  "auth.invalid_credentials": FORBIDDEN,
  "auth.invalid_token": FORBIDDEN,
  "auth.ambiguous_credentials": FORBIDDEN,
  "auth.forbidden": FORBIDDEN,
  "auth.too_many_attempts": FORBIDDEN,
  "auth.origin_refused": FORBIDDEN,
  "auth.insufficient_scope": FORBIDDEN,
  "input.invalid": INVALID,
  "server.not_found": ADMIN_ERROR.SERVER_NOT_FOUND,
  "server.duplicate": ADMIN_ERROR.SERVER_ALREADY_EXISTS,
  "server.disabled": INVALID,
  "server.launch_refused": INVALID,
  "server.start_failed": INVALID,
  "server.unreachable": INVALID,
  "server.protocol_error": INVALID,
  "server.timeout": INVALID,
  "server.died": INVALID,
  "server.busy": INVALID,
  "server.sign_in_required": INVALID,
  "server.sign_in_failed": INVALID,
  "server.values_missing": INVALID,
  "server.values_invalid": INVALID,
  "server.not_configurable": INVALID,
  "skill.not_found": ADMIN_ERROR.SKILL_NOT_FOUND,
  "skill.refused": ADMIN_ERROR.INVALID_SKILL_FORMAT,
  "skill.in_use": ADMIN_ERROR.SKILL_DELETE_FAILED,
  "template.not_found": INVALID,
  "capability.not_found": INVALID,
  "capability.changed": INVALID,
  "cache_policy.not_found": INVALID,
  "principal.not_found": ADMIN_ERROR.USER_NOT_FOUND,
  "principal.duplicate": ADMIN_ERROR.USER_ALREADY_EXISTS,
  "principal.owner_required": INVALID,
  "principal.disabled": INVALID,
  // An owner, yourself, or a person whom agents belong to: none of them goes by this wire.
  "principal.in_use": FORBIDDEN,
  "account.duplicate": ADMIN_ERROR.USER_ALREADY_EXISTS,
  "token.not_found": INVALID,
  "task.not_found": INVALID,
  "console_session.not_found": INVALID,
  "permission.denied": FORBIDDEN,
  "permission.approval_required": FORBIDDEN,
  "approval.not_found": INVALID,
  "approval.pending": INVALID,
  "approval.rejected": INVALID,
  "approval.expired": INVALID,
  "approval.not_pending": INVALID,
  "approval.not_decider": FORBIDDEN,
  "approval.step_up_required": FORBIDDEN,
  "approval.limit": INVALID,
  "client.not_found": INVALID,
  "network.address_refused": FORBIDDEN,
  "network.rule_invalid": ADMIN_ERROR.INVALID_IP_FORMAT,
  "network.rule_not_found": ADMIN_ERROR.IPWHITELIST_NOT_FOUND,
  "request.rate_limited": FORBIDDEN,
  "workspace.not_found": INVALID,
  "workspace.duplicate": INVALID,
  "oauth_client.not_found": INVALID,
  "oauth_client.invalid": INVALID,
  "oauth_consent.not_found": INVALID,
  "policy.invalid": INVALID,
  "policy.not_found": INVALID,
  "proxy.not_found": ADMIN_ERROR.PROXY_NOT_FOUND,
  "proxy.duplicate": ADMIN_ERROR.PROXY_ALREADY_EXISTS,
  "session.not_found": INVALID,
  "session.limit": INVALID,
  "request.malformed": INVALID,
  "request.too_large": INVALID,
  "request.timeout": INVALID,
  "request.cancelled": INVALID,
  "request.interrupted": INVALID,
  "request.unsupported": INVALID,
  "request.header_mismatch": INVALID,
  "request.capability_missing": INVALID,
  "request.unsupported_version": INVALID,
  "audit.not_found": INVALID,
  "audit.unavailable": DATABASE,
  "database.unavailable": DATABASE,
  "vault.key_mismatch": INVALID,
  "vault.unreadable": INVALID,
  "internal.error": INVALID,
} satisfies Record<ErrorCode, adminWire.AdminErrorCode>;

/** Any error as the envelope has it. Unknown errors get a fixed sentence. */
export function toAdminFailure(
  error: unknown,
  own: Partial<Record<ErrorCode, adminWire.AdminErrorCode>> = {},
): adminWire.AdminFailure {
  const { code, message } = toPublicError(error);
  return { success: false, error: { code: own[code] ?? adminErrors[code], message } };
}

/** Refusals of the authentication layer have statuses of their own, and no number. */
const AUTH_STATUS: Partial<Record<ErrorCode, number>> = {
  "auth.required": 401,
  "auth.invalid_token": 401,
  "auth.ambiguous_credentials": 401,
  "auth.forbidden": 403,
  "auth.origin_refused": 403,
  "network.address_refused": 403,
  "request.rate_limited": 429,
};

/** @param now milliseconds since 1970 */
export function toAuthFailure(error: unknown, now: number): { status: number; body: adminWire.AdminAuthFailure } {
  const { code, message } = toPublicError(error);
  return { status: AUTH_STATUS[code] ?? 500, body: { success: false, message, timestamp: Math.floor(now / 1000) } };
}
