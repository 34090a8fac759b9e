import type { Decision } from "@peta/policy";
import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { isObject, type Json } from "../json.ts";
import type { ForwardedMethod } from "./gateway.ts";
import { withoutReservedMeta } from "./reserved-meta.ts";

/** Where a client says why it makes a call, when a rule asks for it. */
export const REASON_META_KEY = "peta/reason";
const MAX_NAME_LENGTH = 8192;

/**
 * What a call is about: the name or URI, and the arguments that rules see and the record keeps.
 * Throws input.invalid.
 */
export function readSubject(method: ForwardedMethod, params: Json): { name: string; args: Json } {
  const field = method === "resources/read" ? "uri" : "name";
  const name = params[field];
  if (typeof name !== "string" || name === "")
    throw new CoreError("input.invalid", `${method} needs params.${field}, a string.`);
  if (name.length > MAX_NAME_LENGTH)
    throw new CoreError("input.invalid", `params.${field} has more than ${MAX_NAME_LENGTH} characters.`);
  if (method === "resources/read") return { name, args: { uri: name } };
  const args = params.arguments;
  if (args !== undefined && !isObject(args))
    throw new CoreError("input.invalid", `params.arguments of ${method} must be an object.`);
  return { name, args: args ?? {} };
}

/**
 * Turns the client's params into those for the server, in place: the server's own name, no keys that belong to this
 * hop (A33), nothing that claims to answer a question Core never asked (A25). Returns the client's progress token.
 */
export function prepareParams(
  method: ForwardedMethod,
  params: Json,
  nameAtServer: string,
  decision: Decision,
  entry: AuditEntry,
): string | number | undefined {
  if (params.requestState !== undefined || params.inputResponses !== undefined) {
    throw new CoreError(
      "input.invalid",
      "params.requestState and params.inputResponses answer a question that Core did not ask. Send the call without them.",
    );
  }
  if (method === "resources/read") params.uri = nameAtServer;
  else params.name = nameAtServer;
  // Core offers no tasks: the protocol has such a call run as an ordinary one.
  if (params.task !== undefined) delete params.task;

  const meta = params._meta;
  if (meta === undefined) {
    if (decision.obligations.requireReason) throw reasonMissing();
    return undefined;
  }
  if (!isObject(meta)) throw new CoreError("input.invalid", "params._meta must be an object.");
  if (decision.obligations.requireReason) {
    const stated = meta[REASON_META_KEY];
    if (typeof stated !== "string" || stated.trim() === "") throw reasonMissing();
    entry.reason = `${entry.reason ?? ""} Stated reason: ${stated.slice(0, 500)}`.trim();
  }
  const { progressToken } = meta;
  const kept = withoutReservedMeta(meta);
  delete kept.progressToken;
  delete kept[REASON_META_KEY];
  if (Object.keys(kept).length > 0) params._meta = kept;
  else delete params._meta;
  return typeof progressToken === "string" || typeof progressToken === "number" ? progressToken : undefined;
}

const reasonMissing = (): CoreError =>
  new CoreError(
    "permission.denied",
    `A rule asks for a reason for this call: send it as params._meta["${REASON_META_KEY}"], a sentence.`,
  );
