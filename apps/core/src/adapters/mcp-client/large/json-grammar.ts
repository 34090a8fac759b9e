/** What was read is no JSON, or beyond a bound. The message names no content. */
export class JsonError extends Error {}

export type ValueKind = "object" | "array" | "text" | "scalar";

export const [TAB, LF, CR, BLANK, QUOTE, COMMA, COLON, BACKSLASH] = [9, 10, 13, 32, 34, 44, 58, 92];
export const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

export const isBlank = (byte: number): boolean => byte === BLANK || byte === LF || byte === CR || byte === TAB;

/** Of a value, by its first byte. */
export const kindOf = (byte: number): ValueKind =>
  byte === OPEN_OBJECT ? "object" : byte === OPEN_ARRAY ? "array" : byte === QUOTE ? "text" : "scalar";
