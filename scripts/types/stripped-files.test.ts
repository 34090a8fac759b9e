import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepStripped, readStripped } from "./stripped-files.mjs";

let directory: string;
let cache: string;
let sources: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-types-"));
  cache = path.join(directory, "cache");
  sources = path.join(directory, "src");
  mkdirSync(path.join(sources, "inner"), { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(path.join(sources, name), text);
  return text;
};

test("a file is kept without its types, at any depth, with every character where it was", () => {
  const text = write("inner/a.ts", "export const one: number = 1;\n");
  expect(readStripped(cache, text)).toBeNull();
  keepStripped(cache, [sources]);
  expect(readStripped(cache, text)).toBe("export const one         = 1;\n");
});

test("what a file was before is removed, and a changed file is not taken for it", () => {
  const before = write("a.ts", "export type A = 1;\n");
  keepStripped(cache, [sources]);
  const after = write("a.ts", "export type A = 2;\n");
  expect(readStripped(cache, after)).toBeNull();
  keepStripped(cache, [sources]);
  expect(readStripped(cache, after)).not.toBeNull();
  expect(readStripped(cache, before)).toBeNull();
});

test("tests are not kept, and a file that is no TypeScript is left to Node", () => {
  write("a.test.ts", "export {};\n");
  const broken = write("broken.ts", "export const = ;\n");
  keepStripped(cache, [sources]);
  expect(readdirSync(cache)).toEqual([]);
  expect(readStripped(cache, broken)).toBeNull();
});
