// Writes out/csp.json: for every exported page the hashes of its inline scripts, for `script-src` of the
// Content-Security-Policy that Core sends with it. Run after `next build`.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** `'sha256-…'` sources, without the quotes, of every inline script of a page, in their order and each once. */
export function inlineScriptHashes(html) {
  const hashes = new Set();
  for (const [, attributes, body] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
    // A script with `src` is covered by 'self'; JSON blocks are data and never run.
    if (/\ssrc\s*=/i.test(attributes) || /\stype\s*=\s*["']?application\/(ld\+)?json/i.test(attributes)) continue;
    hashes.add(`sha256-${createHash("sha256").update(body, "utf8").digest("base64")}`);
  }
  return [...hashes];
}

/** The table for a directory of exported pages: `/path.html` → hashes. */
export async function hashTable(directory) {
  const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith(".html")).sort();
  const pages = files.map(async (file) => {
    const url = `/${file.split(path.sep).join("/")}`;
    return [url, inlineScriptHashes(await readFile(path.join(directory, file), "utf8"))];
  });
  return Object.fromEntries(await Promise.all(pages));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const out = path.resolve(import.meta.dirname, "../out");
  const table = await hashTable(out);
  await writeFile(path.join(out, "csp.json"), `${JSON.stringify(table, null, 1)}\n`);
  console.log(`csp.json: ${Object.keys(table).length} pages`);
}
