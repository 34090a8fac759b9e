import type { Decision } from "@peta/policy";
import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { isObject, type Json } from "../json.ts";
import { renameReference } from "./completion.ts";
import type { Use } from "./enforce.ts";
import type { ForwardedMethod, GatewayClient } from "./gateway.ts";
import { cleanAnswers } from "./questions/guard-question.ts";
import { isReservedMetaKey } from "./reserved-meta.ts";

/** Where a client says why it makes a call, when a rule asks for it. */
const REASON_META_KEY = "peta/reason";
const MAX_NAME_LENGTH = 8192;

/**
 * What a call is about: the name or URI, and the arguments that rules see and the record keeps.
 * Throws input.invalid.
 */
export function readSubject(method: Use, params: Json): { name: string; args: Json } {
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

/** Whether a client repeats a call with answers to what a server asked (2026-07-28, multi round trip requests). */
export const isAnswer = ({ requestState, inputResponses }: Json): boolean =>
  requestState !== undefined || inputResponses !== undefined;

/**
 * Answers that a client of 2026-07-28 sends with no `requestState`: to a server that asks without keeping any, or that
 * has not asked yet (MCP 2026-07-28, MRTR). Taken out of `params`; null: there are none. Throws input.invalid.
 */
export function takeEarlyAnswers({ era }: Pick<GatewayClient, "era">, params: Json): Json | null {
  const { requestState, inputResponses } = params;
  if (era !== "modern" || requestState !== undefined || inputResponses === undefined) return null;
  if (!isObject(inputResponses)) throw new CoreError("input.invalid", "params.inputResponses must be an object.");
  delete params.inputResponses;
  return cleanAnswers(inputResponses);
}

/** Refuses what no call may carry: answers to a question that Core never asked (A25), and `_meta` that is no object. */
export function checkParams(params: Json): void {
  if (isAnswer(params)) {
    throw new CoreError(
      "input.invalid",
      "params.requestState and params.inputResponses answer a question that Core did not ask. Send the call without them.",
    );
  }
  if (params._meta !== undefined && !isObject(params._meta))
    throw new CoreError("input.invalid", "params._meta must be an object.");
}

/** Why the client says it makes the call; null when it does not say. */
export function statedReasonOf({ _meta }: Json): string | null {
  const stated = isObject(_meta) ? _meta[REASON_META_KEY] : undefined;
  return typeof stated === "string" && stated.trim() !== "" ? stated.trim().slice(0, 500) : null;
}

/**
 * What is sent of an approved call: name and arguments as the decider saw them, and nothing that they did not see.
 * @param edited what the decider made of the arguments
 */
export function exactParams(params: Json, edited: Json | null): Json {
  const exact: Json = {};
  // `task` is no argument: for how long the result is kept.
  for (const key of ["name", "uri", "arguments", "task"]) if (params[key] !== undefined) exact[key] = params[key];
  if (edited) exact.arguments = edited;
  const meta: Json = {};
  if (isObject(params._meta))
    for (const key of ["progressToken", REASON_META_KEY])
      if (params._meta[key] !== undefined) meta[key] = params._meta[key];
  return { ...exact, _meta: meta };
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
  checkParams(params);
  if (method === "completion/complete") renameReference(params, nameAtServer);
  else if (method === "resources/read") params.uri = nameAtServer;
  else params.name = nameAtServer;
  // Where it may, a call asks for a task after this: the protocol has every other one run as an ordinary call.
  if (params.task !== undefined) delete params.task;

  // Where a person decides, they say why.
  if (decision.obligations.requireReason && decision.effect === "allow") takeReason(params, entry);
  return takeMeta(params);
}

/** Puts the reason of a call that has to have one into the record. Throws permission.denied without it. */
export function takeReason(params: Json, entry: AuditEntry): void {
  const stated = statedReasonOf(params);
  if (stated === null) throw reasonMissing();
  entry.reason = `${entry.reason ?? ""} Stated reason: ${stated}`.trim();
}

/** Takes the keys of this hop out of `_meta`, in place (A33). Returns the client's progress token. */
export function takeMeta(params: Json): string | number | undefined {
  const meta = params._meta as Json | undefined;
  if (meta === undefined) return undefined;
  const { progressToken } = meta;
  const kept: Json = {};
  let isEmpty = true;
  for (const key of Object.keys(meta)) {
    if (key === "progressToken" || key === REASON_META_KEY || isReservedMetaKey(key)) continue;
    kept[key] = meta[key];
    isEmpty = false;
  }
  // Not deleted: that would make a slow object of what is copied next. JSON leaves out what is undefined.
  params._meta = isEmpty ? undefined : kept;
  return typeof progressToken === "string" || typeof progressToken === "number" ? progressToken : undefined;
}

const reasonMissing = (): CoreError =>
  new CoreError(
    "permission.denied",
    `A rule asks for a reason for this call: send it as params._meta["${REASON_META_KEY}"], a sentence.`,
  );
