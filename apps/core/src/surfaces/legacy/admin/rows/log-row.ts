import type { adminWire, AuditDetail } from "@peta/contract";
import type { LogEntry } from "../../../../modules/legacy/index.ts";

/** Log events of the legacy product. What it had no event for is 0; `requestParams` names it. */
const EVENT: Readonly<Record<string, number>> = {
  "tools/call": 1001,
  "resources/read": 1002,
  "prompts/get": 1003,
  "tools/list": 1007,
  "resources/list": 1008,
  "resources/templates/list": 1008,
  "prompts/list": 1009,
  initialize: 1301,
  "session.close": 1302,
  "client.end_session": 1302,
  "server.refresh": 1313,
  "server.tools_quarantined": 1313,
  "oauth_client.add": 2001,
  "oauth.consent": 2002,
  "oauth_token.issue": 2003,
  "oauth_grant.revoke": 2005,
  "principal.add": 5001,
  "principal.update": 5002,
  "permission.set": 5002,
  "permission.replace": 5002,
  "legacy_user.update": 5002,
  "token.create": 5002,
  "token.import": 5002,
  "token.revoke": 5002,
  "principal.remove": 5003,
  "server.add": 5004,
  "server.update": 5005,
  "server.set_capability": 5005,
  "server.remove": 5006,
};
const AUTH_ERROR = 3010;
const RATE_LIMITED = 3003;

function eventOf({ action, errorCode }: AuditDetail): number {
  if (errorCode === "request.rate_limited") return RATE_LIMITED;
  if (errorCode?.startsWith("auth.")) return AUTH_ERROR;
  return EVENT[action] ?? 0;
}

/** The user that a change was about, as old rows named them. */
function aboutWhom({ detail }: AuditDetail, userIdOf: (handle: string) => string | undefined): { userId?: string } {
  const handle = typeof detail === "object" && detail !== null && "principalId" in detail ? detail.principalId : null;
  return typeof handle === "string" ? { userId: userIdOf(handle) ?? handle } : {};
}

const STATUS = { allowed: 200, held: 202, denied: 403, failed: 500, cancelled: 499 } satisfies Record<
  AuditDetail["outcome"],
  number
>;

/**
 * An audit record as a row of the legacy log. Secrets are not in it: the audit never held any.
 * @param userIdOf by what people type; null: gone
 */
export const logRow = (
  { id, record }: LogEntry,
  userIdOf: (handle: string) => string | undefined,
  legacyServerId: (serverId: string) => string,
): adminWire.LegacyLogRow => ({
  id,
  createdAt: Math.floor(Date.parse(record.occurredAt) / 1000),
  action: eventOf(record),
  userid: record.principalId === null ? "" : (userIdOf(record.principalId) ?? record.principalId),
  serverId: record.serverId === null ? null : legacyServerId(record.serverId),
  sessionId: record.sessionId ?? "",
  upstreamRequestId: record.requestId ?? "",
  uniformRequestId: record.auditId,
  parentUniformRequestId: null,
  proxyRequestId: null,
  ip: record.ipAddress ?? "",
  ua: [record.clientName, record.clientVersion].filter((part) => part !== null).join("/"),
  tokenMask: "",
  requestParams: JSON.stringify({
    ...aboutWhom(record, userIdOf),
    ...(record.serverId !== null && { serverId: legacyServerId(record.serverId) }),
    action: record.action,
    outcome: record.outcome,
    ...(record.capabilityName !== null && { name: record.capabilityName }),
    ...(record.decision !== null && { decision: record.decision, determinedBy: record.determinedBy }),
    ...(record.detail !== null && { detail: record.detail }),
  }),
  responseResult: "",
  error: record.outcome === "allowed" ? "" : (record.reason ?? record.errorCode ?? record.outcome),
  duration: record.durationMs === null ? null : Math.round(record.durationMs),
  statusCode: STATUS[record.outcome],
});
