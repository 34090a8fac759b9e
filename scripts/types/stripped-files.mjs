import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";

/** Where a file's JavaScript is kept: by what is in it and by who stripped it, so that it is never out of date. */
const placeOf = (cache, source) =>
  path.join(cache, `${createHash("sha256").update(`${process.version}\0${source}`).digest("hex")}.js`);

/**
 * The JavaScript of a TypeScript file, as it was kept.
 *
 * @returns {string | null} null when it is not there
 */
export function readStripped(cache, source) {
  try {
    return readFileSync(placeOf(cache, source), "utf8");
  } catch {
    return null;
  }
}

/**
 * Strips what is missing and removes what belongs to no file any more. A file that is no TypeScript is left out: who loads
 * it gets Node's own error. Several processes may do so at once.
 *
 * @param {string} cache directory; made when it is missing
 * @param {string[]} places directories of sources
 */
export function keepStripped(cache, places) {
  mkdirSync(cache, { recursive: true });
  const wanted = new Set();
  for (const file of places.flatMap(sourcesIn)) {
    const source = readFileSync(file, "utf8");
    const place = placeOf(cache, source);
    wanted.add(path.basename(place));
    if (readStripped(cache, source) !== null) continue;
    const stripped = strip(source);
    if (stripped === null) continue;
    const draft = `${place}.${process.pid}`;
    writeFileSync(draft, stripped);
    renameSync(draft, place);
  }
  for (const name of readdirSync(cache))
    if (name.endsWith(".js") && !wanted.has(name)) rmSync(path.join(cache, name), { force: true });
}

const sourcesIn = (place) =>
  readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.includes("node_modules"))
    .map((name) => path.join(place, name));

function strip(source) {
  try {
    return stripTypeScriptTypes(source);
  } catch {
    return null;
  }
}
