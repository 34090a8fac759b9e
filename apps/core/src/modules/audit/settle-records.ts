import { CoreError } from "../../errors.ts";
import type { Log } from "../log.ts";
import type { WaitingRecord } from "./waiting-records.ts";

export const notStored = (publicMessage: string, cause?: unknown): CoreError =>
  new CoreError("audit.unavailable", publicMessage, { cause, retryAfterSeconds: 5 });

/** `stored`: committed. `spooled`: kept outside the database. `lost`: neither. */
export type RecordOutcome = "stored" | "spooled" | "lost";

/** Tells those who wait for these records what became of them; what nobody waits for is not lost silently either. */
export function settleRecords(
  log: Pick<Log, "warn">,
  batch: readonly WaitingRecord[],
  outcome: RecordOutcome,
  cause?: unknown,
): void {
  let unheard = 0;
  for (const { settle, mustBeStored } of batch) {
    if (settle === null) unheard++;
    else if (outcome === "stored" || (outcome === "spooled" && !mustBeStored)) settle();
    else
      settle(
        notStored("The audit store is down, so this cannot go ahead. Try again when the database is back.", cause),
      );
  }
  if (outcome !== "lost" || unheard === 0) return;
  log.warn({ err: cause }, `${unheard} audit records were lost: the database is down and the spool takes none`);
}
