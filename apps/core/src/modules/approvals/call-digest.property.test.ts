import fc from "fast-check";
import { expect, test } from "vitest";
import { callDigest, type ExactCall } from "./call-digest.ts";

const name = fc.string({ unit: "binary", maxLength: 12 });
const args = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
const call: fc.Arbitrary<ExactCall> = fc.record({
  principalId: name,
  clientKey: name,
  serverRowId: name,
  kind: fc.constantFrom("tool", "resource", "template", "prompt" as const),
  name,
  args,
  definitionHash: name,
  policyVersion: fc.nat(),
});

/** The same value with the keys of every object in another order. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
};

test("law: the digest does not depend on the order of keys, of the arguments or of the call", () => {
  fc.assert(
    fc.property(call, (given) => {
      const other = shuffled(given) as ExactCall;
      expect(callDigest(other)).toBe(callDigest(given));
      expect(callDigest(structuredClone(given))).toMatch(/^[0-9a-f]{64}$/);
    }),
  );
});

test("A52, law: whatever differs, the digest differs", () => {
  const text = ({ args: given, ...rest }: ExactCall) =>
    JSON.stringify([Object.entries(rest).sort(), JSON.stringify(sorted(given))]);
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item), "object"]);
  };
  fc.assert(
    fc.property(call, fc.constantFrom(...(Object.keys(ONE) as (keyof ExactCall)[])), call, (given, field, other) => {
      const changed = { ...given, [field]: other[field] };
      expect(callDigest(changed) === callDigest(given)).toBe(text(changed) === text(given));
    }),
    { numRuns: 500 },
  );
});

test("A52, law: text that moves from one field to the next is another call", () => {
  fc.assert(
    fc.property(call, name, (given, more) => {
      fc.pre(more !== "");
      const left = { ...given, principalId: given.principalId + more };
      const right = { ...given, clientKey: more + given.clientKey };
      expect(callDigest(left)).not.toBe(callDigest(right));
    }),
  );
});

const ONE: ExactCall = {
  principalId: "prn_1",
  clientKey: "tok_1",
  serverRowId: "srv_1",
  kind: "tool",
  name: "delete",
  args: { b: [1, null], a: "ä" },
  definitionHash: "d",
  policyVersion: 3,
};

test("the digest of a known call stays what it was: stored approvals are bound to it", () => {
  expect(callDigest(ONE)).toBe("ec1c7f88156587a5f09793fb08981069f1c35d22ac5c4476cbd53d4b7724d10c");
});

test("arguments that nest without end are refused", () => {
  let deep: Record<string, unknown> = {};
  for (let i = 0; i < 10_000; i++) deep = { deep };
  expect(() => callDigest({ ...ONE, args: deep })).toThrow(expect.objectContaining({ code: "input.invalid" }));
});
