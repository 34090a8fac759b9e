import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { hashInputs, isStamped, stamp } from "./stamp.mjs";

let root: string;
const write = (place: string, content: string): void => {
  mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
  writeFileSync(path.join(root, place), content);
};
const hash = (): string => hashInputs(root, ["src", "lock.yaml", "missing"], ["v1"]);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "peta-stamp-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write("src/a.ts", "a");
  write("src/deep/b.ts", "b");
  write("lock.yaml", "1");
});

test.each([
  ["a changed file", () => write("src/deep/b.ts", "other")],
  ["a new file", () => write("src/c.ts", "")],
  ["a moved file", () => renameSync(path.join(root, "src/a.ts"), path.join(root, "src/z.ts"))],
  ["a missing file that appears", () => write("missing", "")],
  ["a changed lockfile", () => write("lock.yaml", "2")],
])("%s asks for the step again", (_what, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

test.each([
  "src/a.test.ts",
  "src/out/index.html",
  "src/node_modules/x.js",
  "src/generated/x.ts",
  "src/x.tsbuildinfo",
  "other/a.ts",
])("%s does not", (place) => {
  const before = hash();
  write(place, "new");
  expect(hash()).toBe(before);
});

test("other facts count too", () => {
  expect(hashInputs(root, ["src"], ["v1"])).not.toBe(hashInputs(root, ["src"], ["v2"]));
});

test("a step is done when it was done for exactly these inputs", () => {
  expect(isStamped(root, "build", hash())).toBe(false);
  stamp(root, "build", hash());
  expect(isStamped(root, "build", hash())).toBe(true);
  expect(isStamped(root, "install", hash())).toBe(false);
  write("src/a.ts", "changed");
  expect(isStamped(root, "build", hash())).toBe(false);
});
