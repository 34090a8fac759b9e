import { isUtf8 } from "node:buffer";
import { isObject, type Json } from "../../modules/json.ts";
import { type RpcId, WireError } from "./wire-error.ts";

export type Message =
  | { kind: "request"; id: RpcId; method: string; params: Json }
  | { kind: "notification"; method: string; params: Json }
  /** A client's answer to a request of Core's; nobody has looked into it. */
  | { kind: "response"; id: unknown; result: unknown; error: unknown };

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;
const MAX_ID_LENGTH = 1024;

const ENVELOPE_KEYS: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params", "result", "error"]);
const PARAM_KEYS: ReadonlySet<string> = new Set([
  "name",
  "arguments",
  "uri",
  "_meta",
  "cursor",
  "task",
  "taskid",
  "requeststate",
  "inputresponses",
]);
const PARAM_SPELLINGS: ReadonlySet<string> = new Set([...PARAM_KEYS, "taskId", "requestState", "inputResponses"]);

const refuse = (code: number, message: string): WireError => new WireError(400, code, message);

/** Counts keys (each object key is followed by a colon outside strings) and measures nesting, without building anything. */
function scan(text: string, maxDepth: number): number {
  let colons = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34 /* " */:
        {
          let end = at;
          for (;;) {
            end = text.indexOf('"', end + 1);
            if (end < 0) return colons; // unterminated: JSON.parse says so
            let slashes = 0;
            while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
            if (slashes % 2 === 0) break;
          }
          at = end;
          break;
        }
      case 58 /* : */:
        colons++;
        break;
      case 123 /* { */:
      case 91 /* [ */:
        if (++depth > maxDepth)
          throw refuse(INVALID_REQUEST, `The message is nested more than ${maxDepth} levels deep.`);
        break;
      case 125 /* } */:
      case 93 /* ] */:
        depth--;
        break;
    }
  }
  return colons;
}

/** JSON writes no infinity: a rule would see one number, and the server another value. */
const refuseInfinity = (value: unknown): void => {
  if (value === Infinity || value === -Infinity)
    throw refuse(INVALID_REQUEST, "The message has a number that is too large.");
};

/** Counts the keys that survived parsing. Throws on a prototype key and on a number beyond the doubles. */
function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === "object") count += countKeys(item);
      else refuseInfinity(item);
    }
    return count;
  }
  for (const key in value) {
    if (key === "__proto__")
      throw refuse(INVALID_REQUEST, "The message has a key named __proto__, which is not accepted.");
    count++;
    const item = (value as Json)[key];
    if (typeof item === "object") count += countKeys(item);
    else refuseInfinity(item);
  }
  return count;
}

/** Strict JSON: UTF-8, no key twice, no prototype key, bounded nesting. Throws WireError. */
export const parseJson = (body: Buffer, maxDepth: number): unknown => {
  if (!isUtf8(body)) throw refuse(PARSE_ERROR, "The body is not UTF-8.");
  const text = body.toString("utf8");
  const colons = scan(text, maxDepth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(PARSE_ERROR, "The body is not valid JSON.");
  }
  if (countKeys(value) !== colons) throw refuse(INVALID_REQUEST, "The message has the same key twice in one object.");
  return value;
};

/** Go's JSON reader, and whatever else folds case, reads the long s as s and the Kelvin sign as k. */
const fold = (key: string): string => key.normalize("NFKC").toLowerCase();

/** A server that ignores case would read such a key as the one that was checked (A30). */
const refuseOddCase = (
  object: Json,
  known: ReadonlySet<string>,
  spellings: ReadonlySet<string>,
  where: string,
): void => {
  for (const key in object) {
    if (!spellings.has(key) && known.has(fold(key)))
      throw refuse(INVALID_REQUEST, `The ${where} has a key that differs from a known one by case only.`);
  }
};

/**
 * The one parser of this wire (A30): UTF-8, one JSON-RPC message, no batch, no key twice, no prototype key, no
 * envelope or parameter key in odd case, ids that are strings or integers, bounded nesting. Throws WireError with
 * HTTP 400.
 */
export function parseMessage(body: Buffer, maxDepth: number): Message {
  const value = parseJson(body, maxDepth);
  if (Array.isArray(value)) throw refuse(INVALID_REQUEST, "Batches are not accepted: send one message per request.");
  if (!isObject(value)) throw refuse(INVALID_REQUEST, "The message is not a JSON-RPC object.");
  refuseOddCase(value, ENVELOPE_KEYS, ENVELOPE_KEYS, "message");
  if (value.jsonrpc !== "2.0") throw refuse(INVALID_REQUEST, 'The message does not say "jsonrpc": "2.0".');
  const { id, method, params } = value;
  const hasAnswer = value.result !== undefined || value.error !== undefined;
  if (method === undefined && hasAnswer) return { kind: "response", id, result: value.result, error: value.error };
  if (typeof method !== "string" || method === "" || hasAnswer)
    throw refuse(INVALID_REQUEST, "The message is neither a request nor a notification.");
  if (id !== undefined && !isId(id))
    throw refuse(INVALID_REQUEST, "The id of a request must be a string or an integer.");
  if (params !== undefined && !isObject(params))
    throw new WireError(400, INVALID_PARAMS, "params must be an object.", { id: id ?? null });
  if (params) refuseOddCase(params, PARAM_KEYS, PARAM_SPELLINGS, "params object");
  return id === undefined
    ? { kind: "notification", method, params: params ?? {} }
    : { kind: "request", id, method, params: params ?? {} };
}

const isId = (id: unknown): id is RpcId =>
  typeof id === "string" ? id.length <= MAX_ID_LENGTH : Number.isSafeInteger(id);
