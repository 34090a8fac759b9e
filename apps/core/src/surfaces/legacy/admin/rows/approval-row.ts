import { adminWire, type ApprovalDetail } from "@peta/contract";
import type { LegacyUser } from "../../../../modules/legacy/index.ts";

const TEXT_LENGTH = 100;
const DEPTH = 2;

/** Arguments as lists show them: long texts cut, what lies deep left out. */
function shorten(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.length > TEXT_LENGTH ? `${value.slice(0, TEXT_LENGTH)}...` : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return depth >= DEPTH
      ? `[Array(${value.length})]`
      : value.map((item: unknown) =>
          typeof item === "object" && item !== null && !Array.isArray(item) ? "[object]" : shorten(item, depth + 1),
        );
  if (depth >= DEPTH) return "[object]";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item, depth + 1)]));
}

const status = (of: ApprovalDetail): adminWire.LegacyApprovalRow["status"] =>
  of.status.toUpperCase() as adminWire.LegacyApprovalRow["status"];

/**
 * @param legacyServerId the wire's own id of a server
 * @param userOf who is behind a handle; undefined for somebody who is gone
 */
export function approvalRow(
  of: ApprovalDetail,
  legacyServerId: (serverId: string) => string,
  userOf: (handle: string) => LegacyUser | undefined,
): adminWire.LegacyApprovalRow {
  const args = of.editedArguments ?? of.arguments;
  const decider = of.decidedBy === null ? undefined : userOf(of.decidedBy);
  return {
    id: of.approvalId,
    resumeToken: of.approvalId,
    userId: userOf(of.principalId)?.userId ?? "",
    serverId: legacyServerId(of.serverId),
    toolName: of.name,
    canonicalArgs: args,
    redactedArgs: shorten(args, 0) as Record<string, unknown>,
    requestHash: of.callDigest,
    policyVersion: of.policyVersion,
    status: status(of),
    expiresAt: of.expiresAt,
    decidedAt: of.decidedAt,
    decisionReason: of.decisionReason,
    decidedByUserId: decider?.userId ?? null,
    decidedByRole: decider ? adminWire.LEGACY_ROLE[decider.principal.role] : null,
    decisionChannel: of.decisionChannel === "api" ? "admin_api" : of.decisionChannel,
    executedAt: null,
    executionError: of.status === "failed" ? of.outcomeReason : null,
    executionResult: null,
    executionResultAvailable: false,
    uniformRequestId: null,
    createdAt: of.createdAt,
    updatedAt: of.decidedAt ?? of.createdAt,
  };
}
