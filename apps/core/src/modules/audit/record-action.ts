import { toPublicError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import { adminEntry } from "./admin-entry.ts";
import type { AuditEntry, AuditRecorder } from "./audit-entry.ts";

/**
 * Records an administrative action, then runs it; an action that fails leaves a second record that says so.
 * @param detail what is asked for, before and after, without any secret's value
 * @param about the server and the capability concerned, and what policy said of it, if any
 * Throws audit.unavailable without running anything, and whatever the action throws.
 */
export async function recordAction<T>(
  deps: { audit: AuditRecorder },
  actor: Caller,
  action: string,
  detail: unknown,
  run: () => Promise<T>,
  about: Partial<AuditEntry> = {},
): Promise<T> {
  await deps.audit.record(adminEntry(actor, action, detail, about));
  try {
    return await run();
  } catch (error) {
    const { code, message } = toPublicError(error);
    // A launch configuration that Core does not start is refused, not failed.
    const outcome = code === "server.launch_refused" ? "denied" : "failed";
    await deps.audit.record(adminEntry(actor, action, detail, { ...about, outcome, errorCode: code, reason: message }));
    throw error;
  }
}
