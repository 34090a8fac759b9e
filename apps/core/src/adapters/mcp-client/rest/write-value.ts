import type { RestParameter } from "@peta/contract";
import { isObject } from "../../../modules/json.ts";
import { wireName } from "../../../modules/servers/rest/check-tool.ts";
import { ToolError } from "./api-request.ts";

/** A value as one word; a list with commas. Throws ToolError for what has no such form. */
export function plainText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => plainText(name, one)).join(",");
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new ToolError(`The argument "${name}" must be a text, a number, true or false.`);
}

/**
 * A value as one segment of a path. What a server on the way could take for a step up or down, or for the end of the
 * path, is refused, however it is encoded (A46, A60).
 */
export function pathSegment(name: string, value: unknown): string {
  const text = plainText(name, value);
  if (text === "") throw new ToolError(`The argument "${name}" must not be empty: it is a part of the path.`);
  for (const form of formsOf(text)) {
    if (form.split(/[/\\]/).some((part) => part === "." || part === ".."))
      throw new ToolError(`The argument "${name}" must not hold "." or ".." as a part of a path.`);
    if (/\p{Cc}/u.test(form)) throw new ToolError(`The argument "${name}" must not hold control characters.`);
  }
  return encodeWord(name, text);
}

/** The text, and what it becomes when something decodes it once or twice more than it should. */
function formsOf(text: string): string[] {
  const forms = [text];
  for (let i = 0; i < 2; i++) {
    const last = forms.at(-1) ?? "";
    const decoded = last.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded !== last) forms.push(decoded);
  }
  return forms;
}

/** A value as names and values of the query, not encoded yet. */
export function queryPairs(parameter: RestParameter, value: unknown): [string, string][] {
  const { name, style = "repeat" } = parameter;
  const wire = wireName(parameter);
  const text = (one: unknown): string => wellFormed(name, plainText(name, one));
  if (style === "json") return [[wire, typeof value === "string" ? wellFormed(name, value) : JSON.stringify(value)]];
  if (Array.isArray(value)) {
    if (style === "repeat" || style === "deep") return value.map((one) => [wire, text(one)]);
    return [[wire, value.map(text).join(style === "comma" ? "," : style === "space" ? " " : "|")]];
  }
  if (!isObject(value)) return [[wire, text(value)]];
  const members = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
  return members.map(([member, one]) => [
    wellFormed(name, style === "deep" ? `${wire}[${member}]` : member),
    text(one),
  ]);
}

const encodeWord = (name: string, text: string): string => encodeURIComponent(wellFormed(name, text));

/** Half of a surrogate pair has no bytes. */
function wellFormed(name: string, text: string): string {
  if (!text.isWellFormed()) throw new ToolError(`The argument "${name}" is not valid text.`);
  return text;
}
