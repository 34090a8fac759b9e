import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Principal } from "../principals/principal.ts";

export const addressRefused = (ipAddress: string | null): CoreError =>
  new CoreError(
    "network.address_refused",
    ipAddress === null
      ? "Core cannot tell which address this request comes from, and only certain addresses may come."
      : `Requests from ${ipAddress} are refused: no address rule lets it in. An administrator can add one.`,
  );

export const rulesUnread = (): CoreError =>
  new CoreError(
    "database.unavailable",
    "Core could not read which addresses may come, so nobody is let in. Try again in a moment.",
    { retryAfterSeconds: 2 },
  );

/** Who was refused; null: before it was known who asks. */
export interface Refused {
  principal: Principal | null;
  ipAddress: string | null;
  wire: "mcp" | "public" | "api";
}

/** The record of a refusal. */
export const refusalEntry = (
  workspaceId: string,
  { principal, ipAddress, wire }: Refused,
  { code, message }: CoreError,
): AuditEntry => ({
  workspaceId,
  action: "admit",
  outcome: code === "database.unavailable" ? "failed" : "denied",
  channel: wire,
  principalId: principal?.id ?? null,
  principalHandle: principal?.handle ?? null,
  ipAddress,
  errorCode: code,
  // The wait differs from one refusal of a minute to the next; the record stands for all of them.
  reason: message.replace(/ Try again in \d+ seconds?\.$/, ""),
});
