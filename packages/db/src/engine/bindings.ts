import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as Engine from "@prisma/schema-engine-wasm";

type Exports = Record<string, unknown>;
type Bindings = typeof Engine & { __wbg_set_wasm(exports: Exports): void };

// Node has it, but only TypeScript's DOM library declares it.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Exports): Promise<{ instance: { exports: Exports } }>;
};

/** The engine never clears its ten-second timer for the migration lock; it must not hold up the process's end. */
function withLooseTimers(bindings: Bindings): Exports {
  const imports: Exports = { ...bindings };
  for (const [name, original] of Object.entries(imports)) {
    if (!name.startsWith("__wbg_setTimeout_")) continue;
    imports[name] = (...args: unknown[]) => (original as (...args: unknown[]) => NodeJS.Timeout)(...args).unref();
  }
  return imports;
}

async function load(): Promise<Bindings> {
  const directory = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bindings = (await import(pathToFileURL(path.join(directory, "schema_engine_bg.js")).href)) as Bindings;
  const wasm = await readFile(path.join(directory, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": withLooseTimers(bindings) });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

/**
 * Prisma's schema engine as WASM. Import this file dynamically: it takes about 100 ms, and the bindings allow one
 * WASM instance per process, which is what the module system guarantees.
 */
export const { SchemaEngine, version } = await load();
