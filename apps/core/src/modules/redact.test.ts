import { expect, it } from "vitest";
import { redact } from "./redact.ts";

it("hides a field, wherever its list stands, and changes no original", () => {
  const value = { card: { number: "1", name: "n" }, cards: [{ number: "2" }, { number: "3" }], rows: [[{ a: 1 }]] };
  const before = structuredClone(value);
  expect(redact(value, ["card.number", "cards.number", "rows.0.0.a", "absent.field", "card.name.deeper"])).toEqual({
    card: { number: "[redacted]", name: "n" },
    cards: [{ number: "[redacted]" }, { number: "[redacted]" }],
    rows: [[{ a: "[redacted]" }]],
  });
  expect(value).toEqual(before);
});

it("takes * for every key and every position", () => {
  expect(redact({ a: { x: 1, y: 2 }, b: [{ t: 1 }] }, ["a.*", "b.*.t"])).toEqual({
    a: { x: "[redacted]", y: "[redacted]" },
    b: [{ t: "[redacted]" }],
  });
});

it("hides a whole value at a short path, and never touches inherited names", () => {
  expect(redact({ secret: { deep: 1 } }, ["secret"])).toEqual({ secret: "[redacted]" });
  expect(redact({}, ["constructor", "__proto__"])).toEqual({});
});
