import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { WireError } from "../wire-error.ts";

const HEADER_MISMATCH = -32020;
const SENTINEL = /^=\?base64\?(.*)\?=$/;
const MAX_SHOWN = 100;

const mismatch = (message: string): WireError =>
  new WireError(400, HEADER_MISMATCH, message, { errorCode: "request.header_mismatch" });

/** Undoes the base64 form that values outside plain ASCII take; anything else is literal. Throws on broken base64. */
export function decodeHeader(name: string, value: string): string {
  const encoded = value.startsWith("=?") ? SENTINEL.exec(value)?.[1] : undefined;
  if (encoded === undefined) return value;
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded || !isUtf8(bytes)) throw mismatch(`The header ${name} is not well-formed.`);
  return bytes.toString("utf8");
}

const requireEqual = (headers: IncomingHttpHeaders, name: string, expected: string): void => {
  const value = headers[name.toLowerCase()];
  if (typeof value !== "string") throw mismatch(`The header ${name} is missing.`);
  if (decodeHeader(name, value) !== expected)
    throw mismatch(`The header ${name} does not say what the body says (${expected.slice(0, MAX_SHOWN)}).`);
};

/**
 * Compares what the headers mirror with the body (MCP 2026-07-28, transports; A29): method, and the name or URI of
 * what is used. Throws -32020 with HTTP 400.
 */
export function checkMirroredHeaders(headers: IncomingHttpHeaders, method: string, name: unknown): void {
  requireEqual(headers, "Mcp-Method", method);
  if (typeof name === "string") requireEqual(headers, "Mcp-Name", name);
}

/** The version header against the envelope. */
export function checkVersionHeader(headers: IncomingHttpHeaders, version: string): void {
  requireEqual(headers, "MCP-Protocol-Version", version);
}

export { mismatch };
