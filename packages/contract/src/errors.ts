import { z } from "zod";

/**
 * Every way in which an operation can be refused or fail: `noun.problem`. Each wire owns one complete map from these
 * codes to its own statuses, so that a new code does not compile until every wire has answered it.
 */
export const ERROR_CODES = [
  "setup.required",
  "setup.already_done",
  "setup.token_invalid",
  "auth.required",
  "auth.invalid_credentials",
  "auth.invalid_token",
  "auth.ambiguous_credentials",
  "auth.forbidden",
  "auth.too_many_attempts",
  "auth.origin_refused",
  "input.invalid",
  "server.not_found",
  "server.duplicate",
  "server.disabled",
  "server.launch_refused",
  "server.start_failed",
  "server.unreachable",
  "server.protocol_error",
  "server.timeout",
  "server.died",
  "server.busy",
  "capability.not_found",
  "principal.not_found",
  "principal.duplicate",
  "principal.owner_required",
  "principal.disabled",
  "principal.in_use",
  "account.duplicate",
  "token.not_found",
  "console_session.not_found",
  "permission.denied",
  "permission.approval_required",
  "policy.invalid",
  "session.not_found",
  "session.limit",
  "request.malformed",
  "request.too_large",
  "request.timeout",
  "request.cancelled",
  "request.unsupported",
  "request.header_mismatch",
  "request.unsupported_version",
  "audit.not_found",
  "audit.unavailable",
  "database.unavailable",
  "vault.key_mismatch",
  "vault.unreadable",
  "internal.error",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a tRPC error carries in `data.peta`: the code, and a sentence that a person may see. */
export const publicErrorSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() });
export type PublicError = z.infer<typeof publicErrorSchema>;
