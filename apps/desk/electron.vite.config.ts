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
      rolldownOptions: {
        // `app` is an entry of its own, so that tests can run what is shipped on a twin of Electron.
        input: { index: at("src/main/index.ts"), app: at("src/main/app.ts") },
        external: EXTERNAL,
        output: { format: "es" },
        preserveEntrySignatures: "strict",
      },
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
      rolldownOptions: {
        input: at("src/renderer/index.html"),
        // "use client" is for servers that render, and means nothing in a bundle.
        onLog(level, log, handle) {
          if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
        },
      },
    },
  },
});
