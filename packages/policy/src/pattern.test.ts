import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "./pattern.ts";

const matches = (pattern: string, text: string): boolean => compilePattern(pattern).test(text);

/** Patterns that mean the same here and in JavaScript (with its `u` flag). */
const patternArbitrary = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", ".", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[a-c1-3]", "\\.", "^", "$", "\\b", "é", "😀"),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
      .map(([a, count]) => `(?:${a})${count}`),
  ),
})).node;

describe("compilePattern", () => {
  it("agrees with JavaScript's own expressions", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", ".", " ", "\n", "é", "😀"), maxLength: 12 });
    fc.assert(
      fc.property(patternArbitrary, text, (pattern, subject) => {
        expect(matches(pattern, subject)).toBe(new RegExp(pattern, "u").test(subject));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["(?i)^hello$", "HeLLo", true],
    ["(?i)[a-f]x", "DX", true],
    ["(?i)[^a]", "A", false],
    ["^.$", "\n", false],
    ["(?s)^.$", "\n", true],
    ["(?is)^A.B$", "a\nb", true],
    ["[]a]", "]", true],
    ["[a\\]-]+$", "-]", true],
    ["[\\d\\n]", "\n", true],
    ["\\/api\\/", "/api/", true],
    ["", "", true],
    ["(a*)*b", "aaab", true],
    ["x{0}y", "y", true],
    ["a|", "", true],
  ])("%s on %j is %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    ["(a", "a group is not closed"],
    ["a)", "a ) closes no group"],
    ["[a", "it ends too early"],
    ["a\\", "it ends too early"],
    ["*a", "a * has nothing to repeat"],
    ["a**", "a repetition follows a repetition"],
    ["a{x}", "a { must start a count"],
    ["a{3,2}", "a count must rise"],
    ["a{201}", "a count must rise and end at 200"],
    ["((a{100}){100}){2}", "it is too big"],
    ["[z-a]", "runs backwards"],
    ["(a)\\1", "\\1 is not supported"],
    ["\\p{L}", "\\p is not supported"],
    ["(?<=a)b", "look-around is not supported"],
    ["(?<name>a)", "look-around is not supported"],
    ["(".repeat(21) + ")".repeat(21), "nest deeper than 20"],
    ["a".repeat(501), "longer than 500"],
  ])("refuses %s", (pattern, problem) => {
    expect(() => compilePattern(pattern)).toThrow(problem);
  });

  it("takes time in proportion to the text on patterns that make backtracking engines hang", () => {
    const text = `${"a".repeat(20_000)}!`;
    const started = performance.now();
    for (const pattern of ["^(a+)+$", "(a|aa)+$", "^(.*)*x$", ".*.*.*.*=b"]) expect(matches(pattern, text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
