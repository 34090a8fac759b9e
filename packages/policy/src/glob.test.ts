import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob, compileGlobs, findGlobProblem } from "./glob.ts";

describe("compileGlob", () => {
  it("takes * for any run of characters and everything else for itself", () => {
    const unit = fc.constantFrom("a", "b", "*", ".", "?", "[");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 6 }), fc.string({ unit, maxLength: 8 }), (glob, text) => {
        const escaped = glob.replace(/[.?[]/g, "\\$&").replaceAll("*", "[^]*");
        expect(compileGlob(glob)(text)).toBe(new RegExp(`^${escaped}$`).test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("matches the whole text and minds the case", () => {
    expect(compileGlob("read")("read_file")).toBe(false);
    expect(compileGlob("read*")("Read_file")).toBe(false);
    expect(compileGlob("a*a")("a")).toBe(false);
  });

  it("joins the globs of a list by or", () => {
    const isOne = compileGlobs(["read", "write*"]);
    expect(["read", "write_file", "reader"].map((name) => isOne?.(name))).toEqual([true, true, false]);
    expect(compileGlobs(undefined)).toBeNull();
    expect(compileGlobs(["x", "*"])).toBeNull();
  });

  it.each([
    ["", "is empty"],
    [" a", "starts or ends with a space"],
    ["a\n", "control characters"],
    ["a".repeat(513), "longer than 512"],
    ["*a".repeat(9), "more than 8 stars"],
  ])("names what is wrong with %j", (glob, problem) => {
    expect(findGlobProblem(glob)).toContain(problem);
  });

  it("finds nothing wrong with the globs that people write", () => {
    for (const glob of ["*", "files", "read_*", "file:///srv/*.txt?x=[1]"]) expect(findGlobProblem(glob)).toBeNull();
  });
});
