import type { Caller } from "../principals/principal.ts";
import type { AuditEntry } from "./audit-entry.ts";

/**
 * The record of an administrative action. It is written before the action, so that nothing changes unrecorded; an
 * action that then fails writes a second record with the outcome `failed`.
 * @param detail what is asked for, before and after, without any secret's value
 */
export const adminEntry = (
  actor: Caller,
  action: string,
  detail: unknown,
  more: Partial<AuditEntry> = {},
): AuditEntry => ({
  workspaceId: actor.principal.workspaceId,
  action,
  outcome: "allowed",
  principalId: actor.principal.id,
  principalHandle: actor.principal.handle,
  channel: actor.channel,
  ipAddress: actor.ipAddress,
  detail,
  ...more,
});
