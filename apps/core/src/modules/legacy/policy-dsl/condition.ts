import type { adminWire } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { literal, not, quote } from "./cel-text.ts";
import { type Operand, readOperand } from "./operand.ts";

const COMPARISONS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

const textOf = (operand: Operand): string => (operand.kind === "value" ? operand.text : literal(operand.value));
const isNoScalar = (text: string): string => `type(${text}) in [map, list]`;

/** Texts, numbers, truth values and null are compared by value. Objects and lists equal nothing: they never did. */
function isEqual(left: Operand, right: Operand): string {
  if ([left, right].some((side) => side.kind === "literal" && Array.isArray(side.value))) return "false";
  if (left.kind === "literal" && right.kind === "literal") return String(left.value === right.value);
  const equal = `${textOf(left)} == ${textOf(right)}`;
  // A literal that is no list already says that the other side is none.
  return left.kind === "value" && right.kind === "value" ? `(${equal} && !(${isNoScalar(left.text)}))` : equal;
}

function compare(left: Operand, operator: string, right: Operand): string {
  const [l, r] = [`numberOf(${textOf(left)})`, `numberOf(${textOf(right)})`];
  return `(type(${l}) == double && type(${r}) == double && ${l} ${operator} ${r})`;
}

/** Whether the left side is an element. `list`: the elements where the right side is a literal. */
function isElement(left: Operand, list: readonly unknown[] | null, listText: string): string {
  if (left.kind === "value") return `(!(${isNoScalar(left.text)}) && ${left.text} in ${listText})`;
  if (Array.isArray(left.value)) return "false";
  return list ? String(list.includes(left.value)) : `${literal(left.value)} in ${listText}`;
}

function isIn(left: Operand, right: Operand, isWanted: boolean): string {
  const list = right.kind === "literal" && Array.isArray(right.value) ? right.value : null;
  if (right.kind === "literal" && list === null) return "false";
  const element = isElement(left, list, textOf(right));
  const wanted = isWanted ? element : not(element);
  return list ? wanted : `(type(${textOf(right)}) == list && ${wanted})`;
}

function isMatch(left: Operand, right: Operand): string {
  if (right.kind === "value")
    throw new CoreError(
      "input.invalid",
      "The right side of matches is a variable. Write the pattern itself: whoever calls must not choose it.",
    );
  if (typeof right.value !== "string") return "false";
  const text = `textOf(${textOf(left)})`;
  return `(type(${text}) == string && ${text}.matches(${quote(right.value)}))`;
}

/**
 * One condition of the legacy rule language as a CEL expression that is true or false whatever the arguments are: what
 * is missing or of another type makes it false, and `neq` and `not_in` true. Throws input.invalid for what cannot be
 * said: a pattern that is no quoted text.
 */
export function translateCondition(
  { left, op, right }: adminWire.LegacyCondition,
  extract: Readonly<Record<string, adminWire.LegacyExtract>>,
): string {
  const [l, r] = [readOperand(left, extract), readOperand(right, extract)];
  switch (op) {
    case "eq":
      return isEqual(l, r);
    case "neq":
      return not(isEqual(l, r));
    case "in":
      return isIn(l, r, true);
    case "not_in":
      return isIn(l, r, false);
    case "matches":
      return isMatch(l, r);
    default:
      return compare(l, COMPARISONS[op], r);
  }
}
