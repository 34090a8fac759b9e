import { CoreError } from "../errors.ts";
import { adminEntry } from "../modules/audit/admin-entry.ts";
import type { AuditRecorder } from "../modules/audit/audit-entry.ts";
import type { Caller } from "../modules/principals/principal.ts";

/**
 * Records that a known caller asked for what their role does not allow (A45, A61). The input is left out: nobody has
 * looked at it yet, and it may hold a secret. Resolves when the record is kept; does nothing for other errors.
 * @param path the procedure that was asked for
 */
export async function recordRefusal(
  recorder: AuditRecorder,
  caller: Caller | null | undefined,
  path: string | undefined,
  cause: unknown,
): Promise<void> {
  if (!caller || !(cause instanceof CoreError) || cause.code !== "auth.forbidden") return;
  await recorder.record(
    adminEntry(caller, path ?? "unknown", undefined, {
      outcome: "denied",
      errorCode: cause.code,
      reason: cause.message,
    }),
  );
}
