import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { isCopy, isSameDirectory, showsIn } from "./copies.ts";

let original: string;
let link: string;
let copy: string;
beforeEach(() => {
  const above = mkdtempSync(path.join(tmpdir(), "peta-copies-"));
  onTestFinished(() => rmSync(above, { recursive: true, force: true }));
  [original, link, copy] = [path.join(above, "original"), path.join(above, "link"), path.join(above, "copy")];
  mkdirSync(original);
  writeFileSync(path.join(original, "lock"), "held");
  symlinkSync(original, link);
  cpSync(original, copy, { recursive: true });
});

test("a probe shows in the same directory under another name, not in a copy, and leaves nothing behind", () => {
  expect(showsIn(link, original)).toBe(true);
  expect(showsIn(copy, original)).toBe(false);
  expect([original, copy].flatMap((directory) => readdirSync(directory))).toEqual(["lock", "lock"]);
  expect(isSameDirectory(link, original)).toBe(true);
  expect(isSameDirectory(copy, original)).toBe(false);
});

test("a probe that cannot be written says nothing", () => {
  expect(showsIn(path.join(original, "missing"), original)).toBeUndefined();
});

test("a file of a copied directory is a copy, also where device numbers say nothing", () => {
  expect(isCopy(path.join(copy, "lock"), path.join(original, "lock"))).toBe(true);
  expect(isCopy(path.join(copy, "lock"), path.join(original, "lock"), () => false)).toBe(true);
});

test("a file of a directory that is mounted twice, with other device numbers, is no copy", () => {
  expect(isCopy(path.join(link, "lock"), path.join(original, "lock"), () => false)).toBe(false);
});

test("a file that is gone, or says something else, at the place it was written for is no copy", () => {
  writeFileSync(path.join(original, "lock"), "held by another");
  expect(isCopy(path.join(copy, "lock"), path.join(original, "lock"))).toBe(false);
  rmSync(path.join(original, "lock"));
  expect(isCopy(path.join(copy, "lock"), path.join(original, "lock"))).toBe(false);
});
