import { CoreError } from "../../errors.ts";
import { isObject, type Json } from "../json.ts";

const MAX_DEPTH = 32;

/**
 * Reads a JSON object as editors write their settings: with comments and commas at ends of lists. Throws input.invalid
 * with the place of the mistake.
 */
export function readJson(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(toPlainJson(text));
  } catch (error) {
    // Only the place: what the parser quotes may be a credential.
    const [place = "its end"] = /line \d+ column \d+|position \d+/.exec((error as Error).message) ?? [];
    throw new CoreError("input.invalid", `This is no JSON: look at ${place}.`);
  }
  if (!isObject(value)) throw new CoreError("input.invalid", "The JSON must be an object, in braces.");
  if (isDeeper(value, MAX_DEPTH)) throw new CoreError("input.invalid", "The JSON is nested too deep.");
  return value;
}

/**
 * Comments become blanks, so that places in the text stay; commas before a closing bracket go. A text or comment that is
 * not closed goes on to the end: to look for another one inside of it would take the square of its length (A34).
 */
const toPlainJson = (text: string): string =>
  text
    .replace(/"(?:\\[\s\S]?|[^"\\])*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (part) =>
      part.startsWith('"') ? part : part.replace(/[^\n]/g, " "),
    )
    .replace(/"(?:\\[\s\S]?|[^"\\])*"?|,(?=\s*[\]}])/g, (part) => (part === "," ? "" : part));

const isDeeper = (value: unknown, depth: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1)));
