import { isObject } from "../../json.ts";

type Step = { name: string } | { index: number } | "every";

/** A place in a JSON document, taken apart once. */
export interface Selector {
  steps: readonly Step[];
  /** It may name many values: the selection is then a list, in the document's order. */
  isList: boolean;
}

const STEP =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\[(?:(\d{1,9})|(\*)|'((?:[^'\\]|\\['\\])*)'|"((?:[^"\\]|\\["\\])*)")\]|\.(\*)/y;

/**
 * Reads a JSON pointer (`/data/items/0`, RFC 6901), or a JSONPath of names, indexes and `*` (`$.data[*].id`, a part of
 * RFC 9535 without filters and descent, so that its cost is what the document holds). Null: it is neither.
 */
export function parseSelector(text: string): Selector | null {
  if (text.startsWith("/")) {
    if (/~(?![01])/.test(text)) return null;
    const names = text.slice(1).split("/");
    const steps = names.map((name) => ({ name: name.replaceAll("~1", "/").replaceAll("~0", "~") }));
    return { steps, isList: false };
  }
  if (!text.startsWith("$")) return null;
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (!found) return null;
    const [whole, plain, index, star, single, double, dotStar] = found;
    const quoted = single ?? double;
    if (star !== undefined || dotStar !== undefined) steps.push("every");
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ name: plain ?? (quoted ?? "").replace(/\\(.)/g, "$1") });
    at += whole.length;
  }
  return { steps, isList: steps.includes("every") };
}

/** What is at that place; undefined where nothing is. A list for a selector that may name many. */
export function selectValue(document: unknown, { steps, isList }: Selector): unknown {
  let values: unknown[] = [document];
  for (const step of steps) values = values.flatMap((value) => follow(value, step));
  return isList ? values : values[0];
}

function follow(value: unknown, step: Step): unknown[] {
  if (step === "every") return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  if (Array.isArray(value)) {
    const index = "index" in step ? step.index : /^(?:0|[1-9]\d{0,8})$/.test(step.name) ? Number(step.name) : -1;
    return index >= 0 && index < value.length ? [value[index]] : [];
  }
  return isObject(value) && "name" in step && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
}

/**
 * An entry with only those of its members: `id`, `owner.name`. What is no object stays as it is, and of a list each
 * entry is looked at.
 */
export function keepFields(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => keepFields(entry, fields));
  if (!isObject(value)) return value;
  const own = new Map<string, string[]>();
  for (const field of fields) {
    const [name = "", ...rest] = field.split(".");
    own.set(name, [...(own.get(name) ?? []), ...(rest.length > 0 ? [rest.join(".")] : [])]);
  }
  const kept = [...own].flatMap(([name, inner]): [string, unknown][] => {
    if (!Object.hasOwn(value, name)) return [];
    // The whole member where it is asked for itself.
    return [[name, inner.length === 0 || fields.includes(name) ? value[name] : keepFields(value[name], inner)]];
  });
  return Object.fromEntries(kept);
}
