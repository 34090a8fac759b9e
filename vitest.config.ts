import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// The default leaves one core to others, and with two that halves the speed. As a variable, because each project
// settles its own number of workers, and all of them must be the same.
process.env.VITEST_MAX_WORKERS ??= String(Math.max(2, availableParallelism()));

/** Every workspace's tests and those of `scripts/` in one run, so that all of them share the machine's cores. */
export default defineConfig({
  test: {
    projects: ["apps/*/vitest.config.ts", "packages/*/vitest.config.ts", "scripts/vitest.config.ts"],
  },
});
