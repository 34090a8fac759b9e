import { expect, test } from "vitest";
import { diffJson, differenceSentence, isSameJson } from "./diff-json.ts";
import { diffWords } from "./diff-words.ts";

test("each place says what became of it, in the order of the newer side, what is gone at the end", () => {
  const differences = diffJson(
    { path: "/a", gone: 1, same: { deep: [1] } },
    { same: { deep: [1] }, path: "/b", more: 2 },
  );
  expect(differences.map(({ path, change }) => [path, change])).toEqual([
    ["$.same", "same"],
    ["$.path", "changed"],
    ["$.more", "added"],
    ["$.gone", "removed"],
  ]);
  expect(differenceSentence(differences)).toBe("1 changed, 1 added, 1 removed, 1 the same");
});

test("the order of an object's names is no difference, the order of a list is", () => {
  expect(isSameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(isSameJson([1, 2], [2, 1])).toBe(false);
  expect(isSameJson({ a: undefined }, { b: undefined })).toBe(false);
});

test("an item put in the middle of a list does not make everything after it different", () => {
  const differences = diffJson(["a", "b", "c"], ["a", "new", "b", "c"]);
  expect(differences.filter(({ change }) => change !== "same")).toEqual([
    { path: "$[1]", change: "added", before: undefined, after: "new" },
  ]);
});

test("a value that becomes another kind is a change of the whole", () => {
  expect(diffJson({ to: "ann" }, { to: ["ann"] })).toEqual([
    { path: "$.to", change: "changed", before: "ann", after: ["ann"] },
  ]);
});

test("a name that is an object's own method is a name like any other", () => {
  expect(diffJson({}, { constructor: 1 })).toMatchObject([{ path: "$.constructor", change: "added" }]);
});

test("words are compared, and both sides can be read back from the parts", () => {
  const before = "Delete the old report\nand keep the rest.";
  const after = "Delete the new report\nand keep all the rest!";
  const parts = diffWords(before, after);
  const side = (kind: "removed" | "added") =>
    parts
      .filter((part) => part.kind === "same" || part.kind === kind)
      .map((part) => part.text)
      .join("");
  expect(side("removed")).toBe(before);
  expect(side("added")).toBe(after);
  expect(parts.filter((part) => part.kind === "removed").map((part) => part.text)).toEqual(["old", "."]);
});

test("texts too long to compare word by word are shown as replaced, whole", () => {
  const before = Array.from({ length: 2_000 }, (_, i) => `a${i}`).join(" ");
  const after = Array.from({ length: 2_000 }, (_, i) => `b${i}`).join(" ");
  expect(diffWords(before, after)).toEqual([
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ]);
});
