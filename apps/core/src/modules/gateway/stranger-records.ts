import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { Log } from "../log.ts";

export interface StrangerRefusal {
  errorCode: string;
  reason: string;
  ipAddress: string | null;
  /** Default: mcp. */
  channel?: "mcp" | "api" | "socket";
}

const WINDOW_MS = 60_000;
const MAX_KEYS = 1_000;

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
  const repeated = new Map<string, { refusal: StrangerRefusal; times: number }>();

  const write = ({ errorCode, reason, ipAddress, channel = "mcp" }: StrangerRefusal, times: number): void => {
    const workspaceId = deps.workspaceId();
    if (workspaceId === undefined) return;
    deps.audit
      .record({
        workspaceId,
        action: "authenticate",
        outcome: "denied",
        principalId: null,
        principalHandle: null,
        channel,
        ipAddress,
        errorCode,
        reason,
        ...(times > 1 && { detail: { times } }),
      })
      .catch((error: unknown) => deps.log?.error({ err: error }, "a refused request could not be recorded"));
  };

  return (refusal: StrangerRefusal): void => {
    // Beyond so many addresses it is a flood, and where it comes from says little.
    const isFlood = repeated.size >= MAX_KEYS;
    const known: StrangerRefusal = isFlood ? { ...refusal, ipAddress: null } : refusal;
    const key = `${known.errorCode} ${known.ipAddress}`;
    const before = repeated.get(key);
    if (before) {
      before.times++;
      return;
    }
    const counted = { refusal: known, times: 0 };
    repeated.set(key, counted);
    write(known, 1);
    deps.clock.after(WINDOW_MS, () => {
      repeated.delete(key);
      if (counted.times > 0) write(counted.refusal, counted.times);
    });
  };
}
