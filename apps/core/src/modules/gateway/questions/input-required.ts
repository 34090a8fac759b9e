import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import { kindOf } from "../../servers/questions/question-kinds.ts";
import type { ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";

/** A modern server's answer that asks before it goes on (2026-07-28, multi round trip requests). */
export interface InputRequired {
  requests: Record<string, ServerQuestion>;
  /** To be given back exactly; absent when there was none. */
  requestState: string | undefined;
}

const MAX_REQUESTS = 32;
const MAX_KEY = 256;
const MISSING_CAPABILITY = -32021;

const bad = (what: string): CoreError =>
  new CoreError(
    "server.protocol_error",
    `The server asks for input in a form that the protocol does not know: ${what}.`,
  );

/** The questions of a server's answer. Throws server.protocol_error. */
export function readRequests(value: unknown): Record<string, ServerQuestion> {
  if (value === undefined) return {};
  if (!isObject(value)) throw bad("inputRequests is not an object");
  const keys = Object.keys(value);
  if (keys.length > MAX_REQUESTS) throw bad(`more than ${MAX_REQUESTS} questions at a time`);
  const requests: Record<string, ServerQuestion> = {};
  for (const key of keys) {
    const request = value[key];
    if (key === "__proto__" || key.length > MAX_KEY || !isObject(request)) throw bad("a question is not a request");
    const { method, params } = request;
    if (typeof method !== "string" || kindOf(method) === null) throw bad("a question has an unknown method");
    if (params !== undefined && !isObject(params)) throw bad("the params of a question are not an object");
    requests[key] = params ? { method, params } : { method };
  }
  return requests;
}

/** Null: the server is done. Throws server.protocol_error. */
export function readInputRequired(outcome: ServerOutcome): InputRequired | null {
  if (outcome.kind === "error" || outcome.result.resultType !== "input_required") return null;
  const { inputRequests, requestState } = outcome.result;
  if (requestState !== undefined && typeof requestState !== "string") throw bad("requestState is not a string");
  if (inputRequests === undefined && requestState === undefined) throw bad("neither a question nor a state");
  return { requests: readRequests(inputRequests), requestState };
}

/**
 * What a modern server finds missing in the capabilities of the request, if the client could declare more than it has:
 * what an administrator withholds from the server, no client can add.
 */
export function readCapabilityMissing(outcome: ServerOutcome, declared: Json | undefined): Json | null {
  if (outcome.kind !== "error" || outcome.error.code !== MISSING_CAPABILITY || !isObject(outcome.error.data))
    return null;
  const { requiredCapabilities } = outcome.error.data;
  if (!isObject(requiredCapabilities)) return null;
  const lacks = (key: string): boolean => {
    const required = requiredCapabilities[key];
    const offered = declared?.[key];
    if (!isObject(offered)) return true;
    return isObject(required) && Object.keys(required).some((part) => offered[part] === undefined);
  };
  return Object.keys(requiredCapabilities).some(lacks) ? requiredCapabilities : null;
}

/** What is sent to the server again. */
export const nextParams = (params: Json, requestState: string | undefined, inputResponses: Json): Json => ({
  ...params,
  inputResponses,
  ...(requestState !== undefined && { requestState }),
});
