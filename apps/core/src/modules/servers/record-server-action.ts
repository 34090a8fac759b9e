import { CoreError, toPublicError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { Caller } from "../principals/principal.ts";

/**
 * Records an administrative action, then runs it. An action that fails leaves a second record that says so. Throws
 * audit.unavailable without running anything, and whatever the action throws.
 */
export async function recordServerAction<T>(
  audit: AuditRecorder,
  actor: Caller,
  action: string,
  serverId: string | null,
  detail: unknown,
  run: () => Promise<T>,
): Promise<T> {
  await audit.record(adminEntry(actor, action, detail, { serverId }));
  try {
    return await run();
  } catch (error) {
    const { code, message } = toPublicError(error);
    const outcome = error instanceof CoreError && code === "server.launch_refused" ? "denied" : "failed";
    await audit.record(adminEntry(actor, action, detail, { serverId, outcome, errorCode: code, reason: message }));
    throw error;
  }
}
