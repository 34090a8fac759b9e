// Loaded into Core with --import: its TypeScript comes without types from a cache, so that Node does not load its own
// stripper, 20 MB of WebAssembly that stay (docs/adr/0028). Where there is no cache and none can be made, Node strips.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CACHE, SOURCES } from "./places.mjs";
import { readStripped } from "./stripped-files.mjs";

let isFilled = false;
function fill() {
  isFilled = true;
  const program = path.join(import.meta.dirname, "strip-all.mjs");
  spawnSync(process.execPath, ["--no-warnings", program], { stdio: "ignore", timeout: 60_000 });
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
    const file = fileURLToPath(url);
    if (!SOURCES.some((place) => file.startsWith(place + path.sep))) return nextLoad(url, context);
    const text = readFileSync(file, "utf8");
    let source = readStripped(CACHE, text);
    if (source === null && !isFilled) {
      fill();
      source = readStripped(CACHE, text);
    }
    return source === null ? nextLoad(url, context) : { format: "module", source, shortCircuit: true };
  },
});
