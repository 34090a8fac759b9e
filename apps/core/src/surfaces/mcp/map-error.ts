import type { ErrorCode } from "@peta/contract";
import { CoreError, toPublicError } from "../../errors.ts";
import { approvalNote, CapabilityMissing } from "../../modules/gateway/index.ts";
import type { ProtocolEra } from "../../modules/servers/server.ts";
import { WireError } from "./wire-error.ts";

interface WireStatus {
  rpc: number;
  /** 200: the answer to this one request is an error; anything else refuses the HTTP request. */
  http: number;
}

/** Codes of our own lie outside the range that JSON-RPC and MCP reserve. */
export const DENIED = -31001;
export const APPROVAL_REQUIRED = -31002;
const CANCELLED = -32800;

/** Every refusal on this wire. Leaving a code out is a compile error. Administrative codes cannot occur here. */
const statuses = {
  "setup.required": { rpc: -32000, http: 503 },
  "setup.already_done": { rpc: -32603, http: 200 },
  "setup.token_invalid": { rpc: -32603, http: 200 },
  "auth.required": { rpc: -32000, http: 401 },
  "auth.invalid_credentials": { rpc: -32000, http: 401 },
  "auth.invalid_token": { rpc: -32000, http: 401 },
  "auth.ambiguous_credentials": { rpc: -32000, http: 400 },
  "auth.forbidden": { rpc: -32000, http: 403 },
  "auth.too_many_attempts": { rpc: -32000, http: 429 },
  "auth.origin_refused": { rpc: -32000, http: 403 },
  "input.invalid": { rpc: -32602, http: 200 },
  // A fault of a server or of Core is never answered with a code that blames the client.
  "server.not_found": { rpc: -32603, http: 200 },
  "server.duplicate": { rpc: -32603, http: 200 },
  "server.disabled": { rpc: -32603, http: 200 },
  "server.launch_refused": { rpc: -32603, http: 200 },
  "server.start_failed": { rpc: -32603, http: 200 },
  "server.unreachable": { rpc: -32603, http: 200 },
  "server.protocol_error": { rpc: -32603, http: 200 },
  "server.timeout": { rpc: -32603, http: 200 },
  "server.died": { rpc: -32603, http: 200 },
  "server.busy": { rpc: -32603, http: 503 },
  "server.sign_in_required": { rpc: -32603, http: 200 },
  "server.sign_in_failed": { rpc: -32603, http: 200 },
  "capability.not_found": { rpc: -32602, http: 200 },
  "capability.changed": { rpc: -32602, http: 200 },
  "task.not_found": { rpc: -32602, http: 200 },
  "cache_policy.not_found": { rpc: -32603, http: 200 },
  "principal.not_found": { rpc: -32603, http: 200 },
  "principal.duplicate": { rpc: -32603, http: 200 },
  "principal.owner_required": { rpc: -32603, http: 200 },
  "principal.disabled": { rpc: -32000, http: 403 },
  "principal.in_use": { rpc: -32603, http: 200 },
  "account.duplicate": { rpc: -32603, http: 200 },
  "token.not_found": { rpc: -32603, http: 200 },
  "console_session.not_found": { rpc: -32603, http: 200 },
  "permission.denied": { rpc: DENIED, http: 200 },
  "permission.approval_required": { rpc: APPROVAL_REQUIRED, http: 200 },
  "approval.not_found": { rpc: -32603, http: 200 },
  "approval.pending": { rpc: APPROVAL_REQUIRED, http: 200 },
  "approval.rejected": { rpc: DENIED, http: 200 },
  "approval.expired": { rpc: APPROVAL_REQUIRED, http: 200 },
  "approval.not_pending": { rpc: -32603, http: 200 },
  "approval.not_decider": { rpc: -32603, http: 200 },
  "approval.step_up_required": { rpc: -32603, http: 200 },
  "approval.limit": { rpc: APPROVAL_REQUIRED, http: 200 },
  "client.not_found": { rpc: -32603, http: 200 },
  "server.values_missing": { rpc: DENIED, http: 200 },
  "server.values_invalid": { rpc: -32603, http: 200 },
  "server.not_configurable": { rpc: -32603, http: 200 },
  "skill.not_found": { rpc: -32603, http: 200 },
  "skill.refused": { rpc: -32603, http: 200 },
  "skill.in_use": { rpc: -32603, http: 200 },
  "template.not_found": { rpc: -32603, http: 200 },
  "network.address_refused": { rpc: -32000, http: 403 },
  "network.rule_invalid": { rpc: -32603, http: 200 },
  "network.rule_not_found": { rpc: -32603, http: 200 },
  "request.rate_limited": { rpc: -32000, http: 429 },
  "workspace.not_found": { rpc: -32603, http: 200 },
  "workspace.duplicate": { rpc: -32603, http: 200 },
  "oauth_client.not_found": { rpc: -32603, http: 200 },
  "oauth_client.invalid": { rpc: -32603, http: 200 },
  "oauth_consent.not_found": { rpc: -32603, http: 200 },
  "auth.insufficient_scope": { rpc: -32000, http: 403 },
  "policy.invalid": { rpc: -32603, http: 200 },
  "policy.not_found": { rpc: -32603, http: 200 },
  "proxy.not_found": { rpc: -32603, http: 200 },
  "proxy.duplicate": { rpc: -32603, http: 200 },
  "session.not_found": { rpc: -32001, http: 404 },
  "session.limit": { rpc: -32000, http: 429 },
  "request.malformed": { rpc: -32600, http: 400 },
  "request.too_large": { rpc: -32600, http: 413 },
  "request.timeout": { rpc: -32600, http: 408 },
  "request.cancelled": { rpc: CANCELLED, http: 200 },
  "request.interrupted": { rpc: -32603, http: 200 },
  "request.unsupported": { rpc: -32601, http: 200 },
  "request.header_mismatch": { rpc: -32020, http: 400 },
  "request.capability_missing": { rpc: -32021, http: 400 },
  "request.unsupported_version": { rpc: -32022, http: 400 },
  "audit.not_found": { rpc: -32603, http: 200 },
  "audit.unavailable": { rpc: -32603, http: 503 },
  "database.unavailable": { rpc: -32603, http: 503 },
  "vault.key_mismatch": { rpc: -32603, http: 200 },
  "vault.unreadable": { rpc: -32603, http: 200 },
  "internal.error": { rpc: -32603, http: 200 },
} satisfies Record<ErrorCode, WireStatus>;

const RESOURCE_NOT_FOUND_LEGACY = -32002;
/**
 * Any error as this wire sends it. Unknown errors get a fixed sentence. A method or a resource that does not exist has
 * another status in each era.
 */
export function toWireError(error: unknown, era: ProtocolEra, method: string | null): WireError {
  if (error instanceof WireError) return error;
  const { code, message } = toPublicError(error);
  let { rpc, http }: WireStatus = statuses[code];
  // Of a tool it is said as an answer: the method itself is there.
  if (code === "request.unsupported" && era === "modern" && method !== "tools/call") http = 404;
  if (code === "capability.not_found" && method?.startsWith("resources/") && era === "legacy")
    rpc = RESOURCE_NOT_FOUND_LEGACY;
  const retryAfter = error instanceof CoreError ? error.retryAfterSeconds : undefined;
  const approval = approvalNote(error);
  const required = error instanceof CapabilityMissing ? error.requiredCapabilities : undefined;
  return new WireError(http, rpc, message, {
    errorCode: code,
    data: { code, ...(approval && { approval }), ...(required && { requiredCapabilities: required }) },
    ...(retryAfter !== undefined && { headers: { "retry-after": String(retryAfter) } }),
  });
}
