import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern } from "./match-pattern.ts";

const fits = (pattern: string, value: string): boolean | undefined => compilePattern(pattern)?.(value);

test.each<[string, string, boolean]>([
  ["sk-[A-Za-z0-9]{4,8}", "sk-abcd12", true],
  ["sk-[A-Za-z0-9]{4,8}", "sk-abc", false],
  ["^ghp_\\w+$", "ghp_x1", true],
  ["\\d{3}", "12a", false],
  ["https://.+\\.example", "https://a.b.example", true],
  ["[^/]*", "a/b", false],
  ["a?b*", "", true],
])("%s fits %s: %s", (pattern, value, expected) => expect(fits(pattern, value)).toBe(expected));

test("what is not in the language is refused, not guessed at", () => {
  for (const pattern of ["(a|b)", "a|b", "(a+)+", "\\1", "\\bx", "a**", "[z-a]", "{3}", "a{3,1}", "x\\"])
    expect(compilePattern(pattern)).toBeNull();
});

test("an adversary's pattern takes no longer than another one (A34)", () => {
  const startedAt = performance.now();
  expect(fits(`${"a*".repeat(60)}b`, "a".repeat(4000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test("it decides as JavaScript's own expressions do", () => {
  const part = fc.tuple(
    fc.constantFrom("a", "b", "[ab]", ".", "\\d", "[^a]"),
    fc.constantFrom("", "?", "*", "+", "{2}", "{1,2}", "{1,}"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), fc.stringMatching(/^[ab1]{0,7}$/), (parts, value) => {
      const pattern = parts.map(([atom, count]) => atom + count).join("");
      expect(fits(pattern, value)).toBe(new RegExp(`^${pattern}$`, "su").test(value));
    }),
    { seed: 4, numRuns: 300 },
  );
});
