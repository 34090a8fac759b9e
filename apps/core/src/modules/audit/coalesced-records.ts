import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import { createToldOnce } from "../told-once.ts";
import type { AuditEntry, AuditRecorder } from "./audit-entry.ts";

const WINDOW_MS = 60_000;
const MAX_KEYS = 1_000;
/** While there are so many, callers without a sign-in are told apart no more: each network is somebody of its own. */
const MAX_PUBLIC_KEYS = 100;

/**
 * Puts refusals on record without letting them fill it: the first of a key at once, the rest of the minute as one record
 * with their number. Nobody waits for these records: nothing was done that must not happen unrecorded.
 */
export function createCoalescedRecords(deps: { audit: AuditRecorder; clock: Clock; log?: Log }) {
  const told = createToldOnce(deps.clock, WINDOW_MS);

  const write = (entry: AuditEntry, times: number): void => {
    deps.audit
      .record(times > 1 ? { ...entry, detail: { times } } : entry)
      .catch((error: unknown) => deps.log?.error({ err: error }, "a refused request could not be recorded"));
  };

  return (entry: AuditEntry): void => {
    // Beyond so many addresses it is a flood, and where it comes from says little.
    const isFlood = told.size() >= (entry.channel === "public" ? MAX_PUBLIC_KEYS : MAX_KEYS);
    const known = isFlood
      ? { ...entry, ipAddress: null, ...(entry.channel === "public" && { principalId: null }) }
      : entry;
    // An IPv6 network has more addresses than there may be records; who it is says which network it was.
    const isNetwork = entry.channel === "public" && known.principalId !== null;
    const key = [known.workspaceId, known.principalId, known.errorCode, isNetwork ? "" : known.ipAddress].join(" ");
    told.add(key, (times) => write(known, times));
  };
}
