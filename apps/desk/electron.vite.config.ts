import path from "node:path";
import { defineConfig } from "electron-vite";

const at = (...parts: string[]): string => path.resolve(import.meta.dirname, ...parts);

// Everything is bundled: the packaged application carries no node_modules. `electron` comes from the runtime, and `ws`
// works without its two native helpers.
const EXTERNAL = ["electron", "bufferutil", "utf-8-validate"];

export default defineConfig({
  main: {
    build: {
      outDir: at("out/main"),
      externalizeDeps: false,
      rolldownOptions: { input: at("src/main/index.ts"), external: EXTERNAL, output: { format: "es" } },
    },
  },
  preload: {
    build: {
      outDir: at("out/preload"),
      externalizeDeps: false,
      // A sandboxed preload script is one CommonJS file.
      rolldownOptions: {
        input: at("src/preload/index.ts"),
        external: EXTERNAL,
        output: { format: "cjs", entryFileNames: "index.cjs" },
      },
    },
  },
  renderer: {
    root: at("src/renderer"),
    base: "./",
    build: {
      outDir: at("out/renderer"),
      // The page may not fetch, and the CSP knows no data: fonts.
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: at("src/renderer/index.html") },
    },
  },
});
