import * as fc from "fast-check";

type Json = Record<string, unknown>;

const NASTY = [
  "",
  "__proto__",
  "constructor",
  "notes__add",
  "a\r\nx-injected: 1",
  "\u0000",
  "\ud800",
  "☃".repeat(300),
  "2099-01-01",
  -0,
  1e308,
  2 ** 53,
  -1,
  0.5,
  null,
  true,
  [],
  {},
  [[[[[[]]]]]],
];

/** What nobody expects in a place. */
const nasty = fc.oneof(fc.constantFrom<unknown>(...NASTY), fc.jsonValue({ maxDepth: 3 }));

type Edit =
  | { kind: "keep" | "remove" }
  | { kind: "set"; value: unknown }
  | { kind: "add"; key: string; value: unknown };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom("keep" as const, "remove" as const) }),
  fc.record({ kind: fc.constant("set" as const), value: nasty }),
  fc.record({
    kind: fc.constant("add" as const),
    key: fc.constantFrom("__proto__", "Method", "ID", "result", "error", "_meta", "task", "cursor", "x-new"),
    value: nasty,
  }),
);

/** The value with one edit at a place that the path leads to; keys are counted, so that any path leads somewhere. */
function change(value: unknown, path: readonly number[], how: Edit): unknown {
  if (typeof value !== "object" || value === null) return how.kind === "set" ? how.value : value;
  const entries = Object.entries(value);
  if (how.kind === "add" && path.length === 0) entries.push([how.key, how.value]);
  const [first, ...rest] = path;
  if (first === undefined || entries.length === 0)
    return how.kind === "set" ? how.value : toObject(entries, Array.isArray(value));
  const at = first % entries.length;
  const [key, inner] = entries[at] as [string, unknown];
  if (rest.length === 0 && how.kind === "remove") entries.splice(at, 1);
  else entries[at] = [key, change(inner, rest, how)];
  return toObject(entries, Array.isArray(value));
}

const toObject = (entries: [string, unknown][], isList: boolean): unknown => {
  if (isList) return entries.map(([, value]) => value);
  // An own key, as a parser would make it: assignment would set the prototype.
  const object: Json = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
};

export interface Mutation {
  apply(message: Json): Buffer;
}

const bytes = fc.oneof(
  { weight: 10, arbitrary: fc.constant((text: Buffer) => text) },
  fc.nat(400).map((at) => (text: Buffer) => text.subarray(0, at % (text.length + 1))),
  fc.tuple(fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 6 })).map(([at, inserted]) => (text: Buffer) => {
    const place = at % (text.length + 1);
    return Buffer.concat([text.subarray(0, place), inserted, text.subarray(place)]);
  }),
  fc.constant((text: Buffer) => Buffer.concat([Buffer.from("["), text, Buffer.from("]")])),
  fc.constant((text: Buffer) => Buffer.concat([Buffer.from('{"method":"ping",'), text.subarray(1)])),
  fc.nat(3_000).map((levels) => (text: Buffer) => Buffer.concat([Buffer.from('{"a":'.repeat(levels)), text])),
);

const edits = fc.oneof(fc.constant<Edit[]>([]), fc.array(edit, { minLength: 1, maxLength: 2 }));

/** A message that is wrong in some way, or not at all: a value changed, removed or added, bytes cut, put in or wrapped. */
export const mutation: fc.Arbitrary<Mutation> = fc
  .record({ path: fc.array(fc.nat(7), { maxLength: 4 }), edits, bytes })
  .map(({ path, edits: changes, bytes: damage }) => ({
    apply: (message) =>
      damage(
        Buffer.from(JSON.stringify(changes.reduce<unknown>((value, one) => change(value, path, one), message)) ?? ""),
      ),
  }));
