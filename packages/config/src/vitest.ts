import { defineConfig } from "vitest/config";

/** The settings every workspace's tests share: Node, tests beside the code, generous time on a busy machine. */
export const preset = defineConfig({
  test: { include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 },
});
