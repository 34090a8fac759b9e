import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, it } from "vitest";
import { JsonError, type ValueKind } from "./json-grammar.ts";
import { JsonScanner, type JsonSink, type Reading } from "./json-scanner.ts";

const BOUNDS = { collected: 1_000_000, depth: 100, keyLength: 10_000, keys: 1_000 };

/** Puts together again what a scanner tells. `choose`: how each value is read. */
class Rebuilding implements JsonSink {
  root: unknown;
  /** The texts that were passed on piece by piece. */
  passedTexts = 0;
  readonly #choose: () => number;
  readonly #open: (unknown[] | Map<string, unknown>)[] = [];
  readonly #keys: (string | null)[] = [];
  #pieces: Buffer[] = [];
  #passedKey: string | null = null;

  constructor(choose: () => number) {
    this.#choose = choose;
  }

  begin(kind: ValueKind, key: string | null): Reading {
    const reading =
      this.#choose() % 3 === 0 ? "collect" : kind === "text" ? "pass" : kind === "scalar" ? "collect" : "enter";
    if (reading === "enter") {
      this.#open.push(kind === "array" ? [] : new Map<string, unknown>());
      this.#keys.push(key);
    }
    this.#pieces = [];
    this.#passedKey = key;
    return reading;
  }
  collected(value: unknown, key: string | null): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = value;
    else if (Array.isArray(parent)) parent.push(value);
    else parent.set(key as string, value);
  }
  passed(bytes: Buffer): void {
    this.#pieces.push(bytes);
  }
  passedAll(): void {
    this.passedTexts++;
    this.collected(JSON.parse(`"${Buffer.concat(this.#pieces).toString()}"`), this.#passedKey);
  }
  left(): void {
    const value = this.#open.pop();
    this.collected(value instanceof Map ? Object.fromEntries(value) : value, this.#keys.pop() ?? null);
  }
}

/** The bytes in pieces that end where the cuts are. */
const inPieces = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
};

const read = (bytes: Buffer, cuts: readonly number[], choices: readonly number[]): Rebuilding => {
  let at = 0;
  const sink = new Rebuilding(() => choices[at++ % choices.length] as number);
  const scanner = new JsonScanner(sink, BOUNDS);
  for (const piece of inPieces(bytes, cuts)) scanner.push(piece);
  scanner.finish();
  return sink;
};

const cuts = fc.array(fc.nat(5_000), { maxLength: 40 });
const choices = fc.array(fc.nat(8), { minLength: 1, maxLength: 7 });
const document = fc.oneof(
  fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }),
  fc.array(fc.record({ uri: fc.webUrl(), text: fc.string({ unit: "binary", minLength: 20, maxLength: 200 }) })),
);
const space = fc.constantFrom(0, 1, "\t");

it("reads whatever JSON.parse reads, to the same value, wherever the bytes are cut and whatever is passed on", () => {
  let passedTexts = 0;
  fc.assert(
    fc.property(document, space, cuts, choices, (value, indent, at, how) => {
      const text = JSON.stringify(value, null, indent);
      const sink = read(Buffer.from(text), at, how);
      passedTexts += sink.passedTexts;
      expect(sink.root).toEqual(JSON.parse(text));
    }),
    { seed: 7, numRuns: 1_000 },
  );
  expect(passedTexts).toBeGreaterThan(1_000);
});

/** What JSON.parse takes and drops, and the scanner has to refuse. A mutation seldom makes one. */
const hasKeyTwice = (bytes: Buffer): boolean => {
  try {
    new JsonScanner(new Rebuilding(() => 1), BOUNDS).push(bytes);
    return false;
  } catch (error) {
    return error instanceof JsonError && error.message === "an object has a key twice";
  }
};

it("refuses whatever JSON.parse refuses, and what is not UTF-8, and nothing else (A30)", () => {
  const fates = { taken: 0, refused: 0 };
  const mutation = fc.tuple(
    fc.nat(5_000),
    fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\u0e-+.\n\t tn')), fc.nat(255)),
  );
  fc.assert(
    fc.property(document, fc.array(mutation, { maxLength: 2 }), cuts, choices, (value, changes, at, how) => {
      const bytes = Buffer.from(JSON.stringify(value));
      for (const [where, byte] of changes) bytes[where % bytes.length] = byte;
      let expected: unknown;
      let isGood = isUtf8(bytes);
      try {
        // Node's decoder drops a byte order mark only when asked to; JSON.parse refuses it.
        expected = JSON.parse(bytes.toString());
      } catch {
        isGood = false;
      }
      if (isGood && hasKeyTwice(bytes)) return;
      fates[isGood ? "taken" : "refused"]++;
      if (isGood) expect(read(bytes, at, how).root).toEqual(expected);
      else expect(() => read(bytes, at, how)).toThrow(JsonError);
    }),
    { seed: 11, numRuns: 2_000 },
  );
  expect(Math.min(fates.taken, fates.refused)).toBeGreaterThan(300);
});

it("breaks off where a bound is passed: depth, keys, and what is read whole (A34)", () => {
  const scan = (text: string, bounds: Partial<typeof BOUNDS>, how = 1): void => {
    const scanner = new JsonScanner(new Rebuilding(() => how), { ...BOUNDS, ...bounds });
    scanner.push(Buffer.from(text));
    scanner.finish();
  };
  expect(() => scan("[[[]]]", { depth: 3 })).not.toThrow();
  expect(() => scan("[[[]]]", { depth: 2 })).toThrow("it is nested too deeply");
  expect(() => scan("[[[]]]", { depth: 2 }, 0)).toThrow("it is nested too deeply");
  expect(() => scan('{"abcd":1}', { keyLength: 3 })).toThrow("a key is too long");
  expect(() => scan('{"a":1,"b":2}', { keys: 1 })).toThrow("an object has too many keys");
  expect(() => scan('["aaaaaaaaaa"]', { collected: 5 }, 0)).toThrow("too large");
  expect(() => scan('["aaaaaaaaaa"]', { collected: 5 })).not.toThrow();
  // Members are kept until their object ends, by whoever hears of them; elements are handed on.
  expect(() => scan('{"a":1234,"b":{"c":1234}}', { collected: 7 })).toThrow("too large");
  expect(() => scan('[{"a":1234},{"a":1234},1234,1234]', { collected: 7 })).not.toThrow();
});

it.each([
  ["a key twice", '{"id":1,"id":2}'],
  ["a key twice, once written with an escape", '{"id":1,"\\u0069d":2}'],
])("refuses %s (A30)", (_what, text) => {
  expect(() => read(Buffer.from(text), [], [1])).toThrow("an object has a key twice");
});
