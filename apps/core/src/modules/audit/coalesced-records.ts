import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import type { AuditEntry, AuditRecorder } from "./audit-entry.ts";

const WINDOW_MS = 60_000;
const MAX_KEYS = 1_000;

/**
 * Puts refusals on record without letting them fill it: the first of a key at once, the rest of the minute as one record
 * with their number. Nobody waits for these records: nothing was done that must not happen unrecorded.
 */
export function createCoalescedRecords(deps: { audit: AuditRecorder; clock: Clock; log?: Log }) {
  const repeated = new Map<string, { entry: AuditEntry; times: number }>();

  const write = (entry: AuditEntry, times: number): void => {
    deps.audit
      .record(times > 1 ? { ...entry, detail: { times } } : entry)
      .catch((error: unknown) => deps.log?.error({ err: error }, "a refused request could not be recorded"));
  };

  return (entry: AuditEntry): void => {
    // Beyond so many addresses it is a flood, and where it comes from says little.
    const known = repeated.size >= MAX_KEYS ? { ...entry, ipAddress: null } : entry;
    const key = [known.workspaceId, known.principalId, known.errorCode, known.ipAddress].join(" ");
    const before = repeated.get(key);
    if (before) {
      before.times++;
      return;
    }
    const counted = { entry: known, times: 0 };
    repeated.set(key, counted);
    write(known, 1);
    deps.clock.after(WINDOW_MS, () => {
      repeated.delete(key);
      if (counted.times > 0) write(counted.entry, counted.times);
    });
  };
}
