import type { adminWire } from "@peta/contract";

/** A text literal. JSON's escapes are among those of CEL. */
export const quote = (text: string): string => JSON.stringify(text);

/** Every number of a call's arguments is a double, so a literal is one too. */
function number(value: number): string {
  const text = String(Object.is(value, -0) ? 0 : value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace("e+", "e");
}

/** A literal of the legacy language, wrapped so that the types of two literals need not agree. */
export function literal(value: adminWire.LegacyOperand): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "string") return quote(value);
  return typeof value === "number" ? number(value) : String(value);
}

export const not = (part: string): string => `!(${part})`;
export const all = (parts: readonly string[]): string => parts.join(" && ");
