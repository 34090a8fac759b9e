import { CoreError } from "../../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../../audit/audit-entry.ts";
import type { Log } from "../../log.ts";
import { describeError, endOf, keepRecord, microsSince, stopwatch } from "../call-record.ts";

/** Records how the passing on of a large answer ended; that it began is in the record of the call itself. */
const ACTION = "answer.transfer";

const describeEnd = (entry: AuditEntry, bytes: number, error: unknown): void => {
  entry.reason = null;
  if (error === undefined) {
    entry.outcome = "allowed";
    entry.reason = `The large answer was passed on whole: ${bytes} bytes.`;
    return;
  }
  describeError(entry, error);
  entry.reason = `The large answer was broken off after ${bytes} bytes. ${entry.reason ?? ""}`.trim();
};

/**
 * The parts of a large answer with a record of their end. INVARIANT: the last part leaves only when the end is recorded,
 * so that nobody has a whole answer of which there is no record. What breaks off is recorded as failed or cancelled.
 * @param signal that of the request, which says why it was taken back if it was not by its client
 */
export async function* recordLarge(
  parts: AsyncIterable<string | Buffer>,
  call: AuditEntry,
  signal: AbortSignal | undefined,
  deps: { audit: AuditRecorder; log: Log | undefined },
): AsyncGenerator<string | Buffer> {
  const startedAt = stopwatch();
  const entry: AuditEntry = { ...call, action: ACTION };
  let bytes = 0;
  let isOver = false;
  const record = async (error?: unknown): Promise<void> => {
    isOver = true;
    describeEnd(entry, bytes, error);
    entry.detail = { bytes };
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
  };
  try {
    let last: string | Buffer | null = null;
    for await (const part of parts) {
      if (last !== null) yield last;
      last = part;
      bytes += typeof part === "string" ? Buffer.byteLength(part) : part.length;
    }
    await record();
    if (last !== null) yield last;
  } catch (cause) {
    const error = endOf(cause, signal);
    if (!isOver) await record(error);
    throw error;
  } finally {
    // Whoever reads has gone away.
    if (!isOver) {
      const gone = new CoreError("request.cancelled", "Its reader has gone away.");
      await record(endOf(gone, signal)).catch(() => {});
    }
  }
}
