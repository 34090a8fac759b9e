import { CoreError } from "../../../errors.ts";
import { isObject } from "../../../modules/json.ts";
import type { ProtocolEra } from "../../../modules/servers/server.ts";
import { isModernError } from "../protocol.ts";

/** Codes that libraries of the legacy era use for a request without a session. */
const SESSION_CODES: ReadonlySet<unknown> = new Set([-32000, -32001]);
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405]);

/**
 * A server that was updated, or rolled back, answers what it spoke before with a refusal of its new era (2026-07-28,
 * Version Negotiation). Null: the answer fits.
 * @param error the JSON-RPC error of the answer, if it has one
 */
export function eraMisfit(era: ProtocolEra, status: number, error: unknown): CoreError | null {
  const code = isObject(error) ? error.code : undefined;
  const isOther =
    era === "legacy" ? status >= 400 && isModernError(code) : REFUSALS.has(status) && SESSION_CODES.has(code);
  if (!isOther) return null;
  return new CoreError(
    "server.unreachable",
    "The server no longer speaks the protocol revision that it had agreed to, and has not done what it was asked. Core finds out what it speaks now: try again.",
    { detail: "REVISION" },
  );
}
