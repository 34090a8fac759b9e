import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Every workspace's tests and those of `scripts/` in one run, so that all of them share the machine's cores. */
export default defineConfig({
  test: {
    maxWorkers: Math.max(2, availableParallelism()),
    projects: ["apps/*/vitest.config.ts", "packages/*/vitest.config.ts", "scripts/vitest.config.ts"],
  },
});
