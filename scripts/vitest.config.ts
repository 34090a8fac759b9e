import { defineConfig } from "vitest/config";

/** Tests of the repository itself: its layering and its generated documents. Run by `vitest run --root scripts`. */
export default defineConfig({ test: { isolate: false, include: ["**/*.test.ts"], testTimeout: 60_000 } });
