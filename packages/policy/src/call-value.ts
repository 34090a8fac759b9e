const MAX_DEPTH = 64;
const MAX_NODES = 10_000;

export type CelValue = string | number | bigint | boolean | null | CelValue[] | Map<string, CelValue>;

/** Arguments that no condition may read: too deep, too many values, or not JSON. The message holds no value. */
export class UnreadableArguments extends Error {
  readonly code = "unreadable_arguments";
}

/** There is no call yet, so what depends on its arguments has no answer. */
export class NoArguments extends Error {
  readonly code = "no_arguments";
}

/**
 * Parsed JSON as the expression language sees it. Objects become maps: keys such as `constructor` and `__proto__`
 * are then plain keys, and nothing inherited can be read. Numbers stay doubles; CEL compares them with ints.
 */
export function toCelMap(args: Readonly<Record<string, unknown>>): Map<string, CelValue> {
  let nodes = 0;

  function convert(value: unknown, depth: number): CelValue {
    if (++nodes > MAX_NODES) throw new UnreadableArguments(`more than ${MAX_NODES} values`);
    if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
      return value;
    if (typeof value !== "object") throw new UnreadableArguments(`a value of type ${typeof value}`);
    if (depth >= MAX_DEPTH) throw new UnreadableArguments(`nested deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1));
    return convertObject(value, depth);
  }

  function convertObject(value: object, depth: number): Map<string, CelValue> {
    const map = new Map<string, CelValue>();
    for (const [key, item] of Object.entries(value)) {
      // JSON has no undefined: such a key is absent on the wire.
      if (item !== undefined) map.set(key, convert(item, depth + 1));
    }
    return map;
  }

  return convertObject(args, 0);
}
