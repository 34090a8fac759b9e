import { STATUS_CODES } from "node:http";
import type { Json } from "../../../modules/json.ts";
import { isObject } from "../../../modules/json.ts";
import { keepFields, parseSelector, selectValue } from "../../../modules/servers/rest/select-value.ts";
import type { RestTool } from "@peta/contract";
import type { ApiAnswer } from "./api-client.ts";
import { ToolError } from "./api-request.ts";
import { parseMasked } from "./mask-json.ts";

const MAX_ERROR_TEXT = 2_000;

export type Mask = (text: string) => string;

/** What a tool answers with when it could not do its work. */
export const errorResult = (text: string): Json => ({ content: [{ type: "text", text }], isError: true });

/** The status and the beginning of what the API said, without anything secret. Throws nothing. */
export function statusError({ status, headers, body }: ApiAnswer, mask: Mask): string {
  const name = STATUS_CODES[status];
  const told = body && isText(headers["content-type"]) ? cut(mask(body.toString()).trim()) : "";
  const retry = headers["retry-after"];
  const wait = typeof retry === "string" && /^\d{1,6}$/.test(retry) ? ` It says to wait ${retry} s.` : "";
  return `The API answered HTTP ${status}${name ? ` (${name})` : ""}.${wait}${told ? `\n${told}` : ""}`;
}

/** The body as JSON. Throws ToolError. */
export function parseBody({ headers, body, status }: ApiAnswer, maxBytes: number, mask: Mask): unknown {
  if (body === null) throw tooLarge(maxBytes);
  if (body.length === 0) return null;
  try {
    return parseMasked(body.toString(), mask);
  } catch {
    throw new ToolError(
      `The API answered HTTP ${status} with something that is not JSON (${typeOf(headers["content-type"])}).`,
    );
  }
}

export const tooLarge = (maxBytes: number): ToolError =>
  new ToolError(`The API's answer is larger than the ${maxBytes} bytes that this tool may take. Ask it for less.`);

/** An answer of one request as a tool's result. Throws ToolError. */
export function toResult(
  tool: RestTool,
  answer: ApiAnswer,
  bounds: { maxBytes: number; maxItems: number },
  mask: Mask,
): Json {
  const { body, headers, status } = answer;
  if (body === null) throw tooLarge(bounds.maxBytes);
  if (body.length === 0 || tool.method === "HEAD")
    return textResult(
      `HTTP ${status}${STATUS_CODES[status] ? ` (${STATUS_CODES[status]})` : ""}: the answer has no content.`,
    );
  const type = typeOf(headers["content-type"]);
  const isShaped = tool.response !== undefined;
  if (isJson(type) || isShaped)
    return jsonResult(shape(tool, parseBody(answer, bounds.maxBytes, mask)), bounds.maxItems);
  if (isText(headers["content-type"])) return textResult(mask(body.toString()));
  const data = body.toString("base64");
  if (type.startsWith("image/")) return { content: [{ type: "image", data, mimeType: mask(type) }] };
  if (type.startsWith("audio/")) return { content: [{ type: "audio", data, mimeType: mask(type) }] };
  return {
    content: [
      {
        type: "resource",
        resource: { uri: `rest:${encodeURIComponent(tool.name)}`, mimeType: mask(type), blob: data },
      },
    ],
  };
}

/** Entries of all pages as a tool's result. */
export const listResult = (items: readonly unknown[], isCut: boolean): Json =>
  structured({
    items,
    isCut,
    ...(isCut && { note: "There are more entries than this tool gives back. Ask for fewer." }),
  });

function shape({ response }: RestTool, value: unknown): unknown {
  const selector = response?.select === undefined ? null : parseSelector(response.select);
  const selected = selector ? selectValue(value, selector) : value;
  if (selected === undefined) throw new ToolError(`The API's answer has nothing at ${response?.select}.`);
  return response?.fields ? keepFields(selected, response.fields) : selected;
}

function jsonResult(value: unknown, maxItems: number): Json {
  if (Array.isArray(value) && value.length > maxItems) return listResult(value.slice(0, maxItems), true);
  return structured(value);
}

/** As text for every client, and as structure for those that read it: an object, as all revisions of MCP have it. */
const structured = (value: unknown): Json => ({
  content: [{ type: "text", text: JSON.stringify(value) }],
  ...(isObject(value)
    ? { structuredContent: value }
    : Array.isArray(value)
      ? { structuredContent: { items: value } }
      : {}),
});

const textResult = (text: string): Json => ({ content: [{ type: "text", text }] });

const cut = (text: string): string =>
  text.length > MAX_ERROR_TEXT ? `${text.slice(0, MAX_ERROR_TEXT).toWellFormed()}…` : text;

/** Anything that is no media type is bytes. */
function typeOf(contentType: string | string[] | undefined): string {
  const type = (String(contentType ?? "").split(";")[0] ?? "").trim().toLowerCase();
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type : "application/octet-stream";
}

const isJson = (type: string): boolean => /^(?:application|text)\/(?:[\w.+-]+\+)?json$/.test(type);
const isText = (contentType: string | string[] | undefined): boolean =>
  /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml)$|application\/(?:xhtml\+xml|javascript|yaml|x-ndjson|x-www-form-urlencoded)$)/.test(
    typeOf(contentType),
  );
