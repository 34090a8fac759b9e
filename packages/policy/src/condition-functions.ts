import type { Environment } from "@marcbachmann/cel-js";
import type { CelValue } from "./call-value.ts";

/** What stands for "not there": it equals no text, number or truth value, and is no list. */
const NOTHING: CelValue = new Map();
const INDEX = /^(?:0|[1-9][0-9]{0,5})$/;
const encoder = new TextEncoder();

/** Counted, not copied: a text of an agent's may be as long as a request. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Keys of objects, places of lists, and `length` of lists and of texts (in characters). */
function step(value: CelValue, segment: string): CelValue {
  if (value instanceof Map) return value.get(segment) ?? (value.has(segment) ? null : NOTHING);
  if (Array.isArray(value)) {
    if (segment === "length") return value.length;
    return INDEX.test(segment) && Number(segment) < value.length ? (value[Number(segment)] as CelValue) : NOTHING;
  }
  return typeof value === "string" && segment === "length" ? charactersOf(value) : NOTHING;
}

const valueAt = (from: CelValue, path: string): CelValue => (path === "" ? from : path.split(".").reduce(step, from));

const isNumber = (value: CelValue): value is number | bigint => typeof value === "number" || typeof value === "bigint";

/**
 * A text counts in every notation that a server may read as a number (`1e3`, ` 150`, `+150`, `0x96`, `000…150`): a limit
 * that one of them slips by is none.
 */
function numberOf(value: CelValue): CelValue {
  if (isNumber(value)) return Number(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? NOTHING : number;
}

const textOf = (value: CelValue): CelValue =>
  typeof value === "string" || typeof value === "boolean" || isNumber(value) ? String(value) : NOTHING;

const boolOf = (value: CelValue): CelValue => {
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : NOTHING;
};

/** Host and port of a URL as browsers read it, so that no other notation slips by. A name's last dot says nothing. */
function hostOf(value: CelValue): CelValue {
  if (typeof value !== "string" || !URL.canParse(value)) return NOTHING;
  const host = new URL(value).host.replace(/\.(?=$|:)/, "");
  return host === "" ? NOTHING : host;
}

const bytesOf = (value: CelValue): CelValue => (typeof value === "string" ? encoder.encode(value).length : NOTHING);

const firstOf = (first: CelValue, second: CelValue): CelValue => (first instanceof Map ? second : first);

/**
 * Functions beside those of CEL that never fail: they answer an empty map for what is not there or is of another kind,
 * so that a condition over arguments of unknown shape can be total.
 */
export function registerTotalFunctions(environment: Environment): void {
  environment.registerFunction("valueAt(dyn, string): dyn", valueAt);
  environment.registerFunction("numberOf(dyn): dyn", numberOf);
  environment.registerFunction("textOf(dyn): dyn", textOf);
  environment.registerFunction("boolOf(dyn): dyn", boolOf);
  environment.registerFunction("hostOf(dyn): dyn", hostOf);
  environment.registerFunction("bytesOf(dyn): dyn", bytesOf);
  environment.registerFunction("firstOf(dyn, dyn): dyn", firstOf);
}
