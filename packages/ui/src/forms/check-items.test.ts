import { expect, test } from "vitest";
import { chosenText, fittingItems, withFirst, withShown } from "./check-items.ts";

const items = [
  { value: "listPets", words: "GET /pets animals" },
  { value: "addPet", words: "POST /pets animals" },
  { value: "upload", words: "POST /files", disabled: true },
];

test("every word of the search must occur, in the name or beside it", () => {
  expect(fittingItems(items, "PET post").map(({ value }) => value)).toEqual(["addPet"]);
  expect(fittingItems(items, "  ")).toEqual(items);
  expect(fittingItems(items, "cats")).toEqual([]);
});

test("all and none mean what is shown, and never what cannot be chosen", () => {
  expect([...withShown(new Set(["upload"]), items, true)]).toEqual(["upload", "listPets", "addPet"]);
  expect([...withShown(new Set(["listPets", "addPet"]), fittingItems(items, "get"), false)]).toEqual(["addPet"]);
  expect([...withShown(new Set(["upload"]), items, false)]).toEqual(["upload"]);
});

test("what is chosen and gone from the list does not count", () => {
  expect(chosenText(items, new Set(["addPet", "gone"]))).toBe("1 of 3");
});

test("what is chosen at first stands first, and the order stays otherwise", () => {
  expect(withFirst(items, new Set(["upload", "gone"])).map(({ value }) => value)).toEqual([
    "upload",
    "listPets",
    "addPet",
  ]);
});
