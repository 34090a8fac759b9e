import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { createCoalescedRecords } from "../audit/coalesced-records.ts";
import type { Log } from "../log.ts";

export interface StrangerRefusal {
  errorCode: string;
  reason: string;
  ipAddress: string | null;
  /** Default: mcp. */
  channel?: "mcp" | "public" | "api" | "socket";
}

/**
 * Puts refusals of unknown callers on record without letting them fill it: the first of an address and kind at once,
 * the rest of the minute as one record with their number. Nobody waits for these records.
 * @param workspaceId whose audit they go to; undefined while there is none
 */
export function createStrangerRecords(deps: {
  audit: AuditRecorder;
  clock: Clock;
  workspaceId: () => string | undefined;
  log?: Log;
}) {
  const record = createCoalescedRecords(deps);
  return ({ errorCode, reason, ipAddress, channel = "mcp" }: StrangerRefusal): void => {
    const workspaceId = deps.workspaceId();
    if (workspaceId === undefined) return;
    record({
      workspaceId,
      action: "authenticate",
      outcome: "denied",
      principalId: null,
      principalHandle: null,
      channel,
      ipAddress,
      errorCode,
      reason,
    });
  };
}
