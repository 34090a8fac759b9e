import type { AuditDetail } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { AuditModule } from "../audit/index.ts";
import { requireOwner } from "../audit/require-administrator.ts";
import { LAST_MOMENT } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";

/** An audit record with the number that the legacy wires call it by. */
export interface LogEntry {
  id: number;
  record: AuditDetail;
}

/** Numbers of one millisecond. */
const PER_MS = 1000;
/** Records are written in batches: what is younger may not be all there yet, and numbers must not move. */
const SETTLED_AFTER_MS = 1000;
/** The first number of a moment. */
export const logNumberAt = (ms: number): number => ms * PER_MS;

/**
 * The audit as a numbered log, oldest first. The number says when (milliseconds since 1970 times 1000) and the how-many-eth
 * of its millisecond it was: stable, rising, and without a counter in the database.
 */
export function createLegacyLog(deps: { readForward: AuditModule["readForward"]; audit: AuditRecorder; clock: Clock }) {
  const read = async (workspaceId: string, fromId: number, limit: number): Promise<LogEntry[]> => {
    const from = Math.min(Math.floor(fromId / PER_MS), LAST_MOMENT);
    const to = deps.clock.now() - SETTLED_AFTER_MS;
    if (from >= to) return [];
    // The first millisecond is read from its beginning, to count its records as the page before did.
    const records = await deps.readForward(workspaceId, { from, to }, limit + (fromId % PER_MS));
    let lastMs = -1;
    let place = 0;
    return records
      .map((record): LogEntry => {
        const ms = Date.parse(record.occurredAt);
        place = ms === lastMs ? Math.min(place + 1, PER_MS - 1) : 0;
        lastMs = ms;
        return { id: ms * PER_MS + place, record };
      })
      .filter(({ id }) => id >= fromId)
      .slice(0, limit);
  };
  return {
    read,
    /** From a number on, itself included. For owners only. Throws auth.forbidden. */
    async page(actor: Caller, fromId: number, limit: number): Promise<LogEntry[]> {
      await requireOwner(deps, actor, "audit.list");
      return read(actor.principal.workspaceId, fromId, limit);
    },
  };
}
export type LegacyLog = ReturnType<typeof createLegacyLog>;
