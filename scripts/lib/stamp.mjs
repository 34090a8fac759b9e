import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const SKIPPED = new Set(["node_modules", "generated", ".next", "out", "dist", ".turbo", "coverage", "next-env.d.ts"]);
const isTest = /\.test\.tsx?$|\.tsbuildinfo$/;

function* walk(place) {
  if (!existsSync(place)) return;
  if (!statSync(place).isDirectory()) {
    yield place;
    return;
  }
  for (const entry of readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (SKIPPED.has(entry.name)) continue;
    const child = path.join(place, entry.name);
    if (entry.isDirectory()) yield* walk(child);
    else if (!isTest.test(entry.name)) yield child;
  }
}

/**
 * A hash over the content of files and of all files in directories, tests and build results left out.
 *
 * @param {string} root
 * @param {string[]} places relative to the root; missing ones count as empty
 * @param {string[]} facts other things the result depends on
 */
export function hashInputs(root, places, facts = []) {
  const hash = createHash("sha256").update(JSON.stringify(facts));
  for (const place of places) {
    for (const file of walk(path.join(root, place))) {
      hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

const stampFile = (root, name) => path.join(root, "node_modules", `.peta-${name}`);

/** Was the step done for exactly these inputs? */
export function isStamped(root, name, hash) {
  const file = stampFile(root, name);
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

/** Remembers that a step was done. */
export function stamp(root, name, hash) {
  mkdirSync(path.join(root, "node_modules"), { recursive: true });
  writeFileSync(stampFile(root, name), hash);
}
