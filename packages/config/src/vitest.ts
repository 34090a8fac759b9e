import path from "node:path";
import { defineConfig } from "vitest/config";

/** Tests start Core, the command line and servers many times: what Node has compiled once is kept. */
const COMPILE_CACHE = path.resolve(import.meta.dirname, "../../../node_modules/.cache/compile");

/** The settings every workspace's tests share: Node, tests beside the code, generous time on a busy machine. */
export const preset = defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    // No test replaces modules or globals, so that files can share what they import: half of a short file's time.
    isolate: false,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
