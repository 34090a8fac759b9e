import { expect, test } from "vitest";
import { createSequenceMatcher, keyLabels, parseShortcut, type PressedKey } from "./shortcut-keys.ts";

const press = (key: string, modifiers: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

test("a single key matches at once", () => {
  expect(createSequenceMatcher(["j"]).press(press("j"), 0)).toBe("j");
});

test("a sequence matches when its last key follows in time, and not after a pause", () => {
  const matcher = createSequenceMatcher(["g s"]);
  expect(matcher.press(press("g"), 0)).toBeNull();
  expect(matcher.isPending()).toBe(true);
  expect(matcher.press(press("s"), 900)).toBe("g s");
  matcher.press(press("g"), 2_000);
  expect(matcher.press(press("s"), 3_100)).toBeNull();
});

test("a key that breaks a sequence counts as a beginning of its own", () => {
  const matcher = createSequenceMatcher(["g s", "j"]);
  matcher.press(press("g"), 0);
  expect(matcher.press(press("j"), 100)).toBe("j");
});

test("mod is Ctrl or Command, and a plain key does not match with it", () => {
  const matcher = createSequenceMatcher(["mod+k", "j"]);
  expect(matcher.press(press("k", { ctrlKey: true }), 0)).toBe("mod+k");
  expect(matcher.press(press("k", { metaKey: true }), 1)).toBe("mod+k");
  expect(matcher.press(press("k"), 2)).toBeNull();
  expect(matcher.press(press("j", { ctrlKey: true }), 3)).toBeNull();
});

test("a modifier on its way does not break a sequence, and ? works on keyboards that need Shift for it", () => {
  const matcher = createSequenceMatcher(["g ?"]);
  matcher.press(press("g"), 0);
  expect(matcher.press(press("Shift", { shiftKey: true }), 10)).toBeNull();
  expect(matcher.press(press("?", { shiftKey: true }), 20)).toBe("g ?");
});

test("a notation without a key is refused", () => {
  expect(() => parseShortcut("mod+")).toThrow(/key is missing/);
});

test("caps are drawn as the machine names them", () => {
  expect(keyLabels("mod+k")).toEqual(["Ctrl", "K"]);
  expect(keyLabels("mod+k", true)).toEqual(["⌘", "K"]);
  expect(keyLabels("g s")).toEqual(["G", "S"]);
});
