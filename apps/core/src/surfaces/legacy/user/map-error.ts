import { type ErrorCode, USER_ACTION, USER_ERROR, type UserResponse } from "@peta/contract";
import { CoreError, toPublicError } from "../../../errors.ts";
import { REFUSED_TOKEN } from "../../../modules/principals/bearer-cache.ts";

const {
  INVALID_REQUEST,
  UNAUTHORIZED,
  USER_DISABLED,
  SERVER_NOT_FOUND,
  SERVER_DISABLED,
  CONFIG_INVALID,
  USER_INPUT_NOT_ALLOWED,
  INVALID_CAPABILITIES,
  INTERNAL,
} = USER_ERROR;

interface UserStatus {
  number: number;
  http: number;
}

const badRequest: UserStatus = { number: INVALID_REQUEST, http: 400 };
const unauthorized: UserStatus = { number: UNAUTHORIZED, http: 401 };
const forbidden: UserStatus = { number: UNAUTHORIZED, http: 403 };
const badCapabilities: UserStatus = { number: INVALID_CAPABILITIES, http: 400 };
const badValues: UserStatus = { number: CONFIG_INVALID, http: 400 };
const internal: UserStatus = { number: INTERNAL, http: 500 };
const unavailable: UserStatus = { number: INTERNAL, http: 503 };
const tooMany: UserStatus = { number: INTERNAL, http: 429 };

/** Every refusal on this wire. Leaving a code out is a compile error. */
const statuses = {
  "setup.required": unavailable,
  "setup.already_done": internal,
  "setup.token_invalid": internal,
  "auth.required": unauthorized,
  "auth.invalid_credentials": unauthorized,
  "auth.invalid_token": unauthorized,
  "auth.ambiguous_credentials": badRequest,
  "auth.forbidden": forbidden,
  "auth.too_many_attempts": tooMany,
  "auth.origin_refused": forbidden,
  "auth.insufficient_scope": forbidden,
  "input.invalid": badRequest,
  "server.not_found": { number: SERVER_NOT_FOUND, http: 400 },
  "server.duplicate": internal,
  "server.disabled": { number: SERVER_DISABLED, http: 400 },
  "server.launch_refused": badValues,
  // The server was started with the user's values and did not come up: they are what the user can change.
  "server.start_failed": badValues,
  "server.unreachable": badValues,
  "server.protocol_error": badValues,
  "server.died": badValues,
  "server.timeout": internal,
  "server.busy": unavailable,
  "server.sign_in_required": unavailable,
  "server.sign_in_failed": unavailable,
  "server.values_missing": badValues,
  "server.values_invalid": badValues,
  "server.not_configurable": { number: USER_INPUT_NOT_ALLOWED, http: 400 },
  "skill.not_found": internal,
  "skill.refused": internal,
  "skill.in_use": internal,
  "template.not_found": internal,
  "capability.not_found": badCapabilities,
  "capability.changed": badCapabilities,
  "cache_policy.not_found": badCapabilities,
  "principal.not_found": internal,
  "principal.duplicate": internal,
  "principal.owner_required": internal,
  "principal.disabled": { number: USER_DISABLED, http: 401 },
  "principal.in_use": internal,
  "account.duplicate": internal,
  "token.not_found": internal,
  "task.not_found": internal,
  "console_session.not_found": internal,
  "permission.denied": forbidden,
  "permission.approval_required": forbidden,
  "approval.not_found": internal,
  "approval.pending": internal,
  "approval.rejected": internal,
  "approval.expired": internal,
  "approval.not_pending": internal,
  "approval.not_decider": internal,
  "approval.step_up_required": internal,
  "approval.limit": tooMany,
  "client.not_found": badCapabilities,
  "network.address_refused": forbidden,
  "network.rule_invalid": internal,
  "network.rule_not_found": internal,
  "request.rate_limited": tooMany,
  "workspace.not_found": internal,
  "workspace.duplicate": internal,
  "oauth_client.not_found": internal,
  "oauth_client.invalid": internal,
  "oauth_consent.not_found": internal,
  "policy.invalid": internal,
  "policy.not_found": internal,
  "proxy.not_found": internal,
  "proxy.duplicate": internal,
  "session.not_found": internal,
  "session.limit": tooMany,
  "request.malformed": badRequest,
  "request.too_large": { number: INVALID_REQUEST, http: 413 },
  "request.timeout": { number: INVALID_REQUEST, http: 408 },
  "request.cancelled": badRequest,
  "request.interrupted": badRequest,
  "request.unsupported": badRequest,
  "request.header_mismatch": badRequest,
  "request.capability_missing": badRequest,
  "request.unsupported_version": badRequest,
  "audit.not_found": internal,
  "audit.unavailable": unavailable,
  "database.unavailable": unavailable,
  "vault.key_mismatch": internal,
  "vault.unreadable": internal,
  "internal.error": internal,
} satisfies Record<ErrorCode, UserStatus>;

/**
 * Any error as this wire sends it. Unknown errors get a fixed sentence.
 * @param action the action code that was asked for, as far as it is known
 */
export function toUserError(error: unknown, action?: number): { http: number; body: UserResponse } {
  const { code, message } = toPublicError(error);
  const core = error instanceof CoreError ? error : undefined;
  const isDisabled = code === "auth.invalid_token" && core?.detail === REFUSED_TOKEN.inactive;
  const isBadTree = code === "input.invalid" && action === USER_ACTION.SET_CAPABILITIES;
  const { number, http } = isBadTree ? badCapabilities : statuses[isDisabled ? "principal.disabled" : code];
  const { retryAfterSeconds } = core ?? {};
  const details = { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return { http, body: { success: false, error: { code: number, message, details } } };
}
