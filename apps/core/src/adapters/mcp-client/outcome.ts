import { CoreError } from "../../errors.ts";
import { isObject } from "../../modules/json.ts";
import type { ServerOutcome } from "../../modules/servers/server-link.ts";

/** A message as it came from a server; nothing of it is trusted yet. */
export interface IncomingMessage {
  jsonrpc?: unknown;
  id?: unknown;
  method?: unknown;
  params?: unknown;
  result?: unknown;
  error?: unknown;
}

/** The answer as it is, unknown fields included. Returns an error when it is not an answer in the sense of JSON-RPC 2.0. */
export function toOutcome(message: IncomingMessage): ServerOutcome | CoreError {
  if (isObject(message.result)) return { kind: "result", result: message.result };
  const { error } = message;
  if (isObject(error) && typeof error.code === "number" && typeof error.message === "string") {
    return { kind: "error", error: error as { code: number; message: string } };
  }
  return new CoreError(
    "server.protocol_error",
    "The server's answer has neither a result nor a proper error: this is not a valid MCP answer.",
  );
}
