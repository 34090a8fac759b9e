import { expect, test } from "vitest";
import { visibleRuns } from "./visible-text.ts";

test("plain text with lines and tabs is one run", () => {
  expect(visibleRuns("to: ann\n\tbody ü")).toEqual([{ text: "to: ann\n\tbody ü" }]);
  expect(visibleRuns("")).toEqual([]);
});

test("a character that turns text around, and one that is not seen, are named", () => {
  expect(visibleRuns("invoice\u202efdp.exe\u200b").map((run) => run.hidden ?? run.text)).toEqual([
    "invoice",
    "U+202E",
    "fdp.exe",
    "zero-width space",
  ]);
  expect(visibleRuns("a\u0000b").map((run) => run.hidden ?? run.text)).toEqual(["a", "U+0000", "b"]);
});

test("letters hidden as tags are named", () => {
  expect(visibleRuns("ok\u{e0041}").at(-1)?.hidden).toBe("U+E0041");
});

test("a picture of several characters stays whole", () => {
  expect(visibleRuns("👩‍💻 ❤️")).toEqual([{ text: "👩‍💻 ❤️" }]);
});
