import type { adminWire } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { quote } from "./cel-text.ts";

const READERS = {
  string: "textOf",
  number: "numberOf",
  boolean: "boolOf",
  "url.host": "hostOf",
  "bytes.length": "bytesOf",
} satisfies Record<adminWire.LegacyExtract["type"], string>;

/** One side of a condition: a literal, or an expression that is an empty map where there is no value. */
export type Operand = { kind: "literal"; value: adminWire.LegacyOperand } | { kind: "value"; text: string };

const valueAt = (path: string): string => `valueAt(args, ${quote(path)})`;

/**
 * A text that starts with `$` is a path: through the extracted variable of that name where it is set, else through the
 * argument of that name; `$args` is all arguments. Throws input.invalid for a path without a name.
 */
export function readOperand(
  operand: adminWire.LegacyOperand,
  extract: Readonly<Record<string, adminWire.LegacyExtract>>,
): Operand {
  if (typeof operand !== "string" || !operand.startsWith("$")) return { kind: "literal", value: operand };
  const path = operand.slice(1);
  const [name = "", ...rest] = path.split(".");
  if (name === "")
    throw new CoreError("input.invalid", `${JSON.stringify(operand)} names no variable: write $ and a name.`);
  if (name === "args") return { kind: "value", text: valueAt(rest.join(".")) };
  const argument = valueAt(path);
  const variable = Object.hasOwn(extract, name) ? extract[name] : undefined;
  if (variable === undefined) return { kind: "value", text: argument };
  const extracted = `${READERS[variable.type]}(${valueAt(variable.path)})`;
  // An extracted value is a text, a number or a truth value: nothing is inside of it.
  if (rest.length > 0) return { kind: "value", text: `(type(${extracted}) == map ? ${argument} : {})` };
  return { kind: "value", text: `firstOf(${extracted}, ${argument})` };
}
