import { toPublicError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import { adminEntry } from "./admin-entry.ts";
import type { AuditRecorder } from "./audit-entry.ts";

/**
 * Records an administrative action, then runs it; an action that fails leaves a second record that says so.
 * @param detail what is asked for, before and after, without any secret's value
 * Throws audit.unavailable without running anything, and whatever the action throws.
 */
export async function recordAction<T>(
  deps: { audit: AuditRecorder },
  actor: Caller,
  action: string,
  detail: unknown,
  run: () => Promise<T>,
): Promise<T> {
  await deps.audit.record(adminEntry(actor, action, detail));
  try {
    return await run();
  } catch (error) {
    const { code, message } = toPublicError(error);
    await deps.audit.record(adminEntry(actor, action, detail, { outcome: "failed", errorCode: code, reason: message }));
    throw error;
  }
}
