import { CoreError } from "../../errors.ts";
import { isObject, type Json } from "../json.ts";
import { flawOfCompletion } from "./completion.ts";
import { renameUiLinks } from "./app-pages.ts";
import type { ForwardedMethod } from "./gateway.ts";
import { shownUri } from "./names.ts";
import { withoutReservedMeta } from "./reserved-meta.ts";

const CONTENT_FIELD = {
  "tools/call": "content",
  "resources/read": "contents",
  "prompts/get": "messages",
  "completion/complete": "completion",
} as const;

/**
 * Refuses a result that is not what the method returns, and strips reserved `_meta` keys (A33). Only the structure is
 * looked at; unknown fields stay. Throws server.protocol_error.
 */
export function guardResult(method: ForwardedMethod, serverId: string, result: Json): void {
  const bad = (what: string): never => {
    throw new CoreError(
      "server.protocol_error",
      `The server ${serverId} answered ${method} with something that is not a result of it: ${what}.`,
    );
  };
  if (!isObject(result)) bad("not an object");
  if (result.resultType !== undefined && result.resultType !== "complete") {
    // What asks (`input_required`) has been taken out before.
    bad(`a result of the type ${JSON.stringify(result.resultType)}, which Core did not offer to handle`);
  }
  if (method === "tools/call" && result.content === undefined && isObject(result.task))
    bad("a task, which it was not asked for");
  const field = CONTENT_FIELD[method];
  const flaw = method === "completion/complete" ? flawOfCompletion(result) : null;
  if (flaw !== null) bad(flaw);
  else if (
    result[field] === undefined ? method !== "tools/call" : field !== "completion" && !Array.isArray(result[field])
  )
    bad(`${field} is not a list`);
  if (result.isError !== undefined && typeof result.isError !== "boolean") bad("isError is not true or false");
  if (result._meta !== undefined) {
    if (!isObject(result._meta)) bad("_meta is not an object");
    else result._meta = withoutReservedMeta(result._meta);
  }
}

/** Refuses what is too long to leave Core. @param length of a text, in UTF-16 units. Throws server.protocol_error. */
export function guardLength(rendered: unknown, serverId: string, length: number): void {
  if (typeof rendered !== "string" || rendered.length <= length) return;
  throw new CoreError(
    "server.protocol_error",
    `The answer of the server ${serverId} is larger than the ${length} characters that Core passes on.`,
  );
}

const renameLink = (block: unknown, serverId: string): void => {
  if (!isObject(block)) return;
  if (block.type === "resource_link" && typeof block.uri === "string") block.uri = shownUri(serverId, block.uri);
  else if (block.type === "resource" && isObject(block.resource) && typeof block.resource.uri === "string") {
    block.resource.uri = shownUri(serverId, block.resource.uri);
  }
};

/** Puts the server's id before every resource URI of a result, in place, so that the client can read what it is shown. */
export function renameLinks(method: ForwardedMethod, serverId: string, result: Json): void {
  if (method === "tools/call" && isObject(result._meta)) result._meta = renameUiLinks(result._meta, serverId);
  const items = result[CONTENT_FIELD[method]];
  if (!Array.isArray(items)) return;
  for (const item of items) {
    if (method === "tools/call") renameLink(item, serverId);
    else if (!isObject(item)) continue;
    else if (method === "prompts/get") renameLink(item.content, serverId);
    else if (typeof item.uri === "string") item.uri = shownUri(serverId, item.uri);
  }
}
