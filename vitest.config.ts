import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// The default leaves one core to others, and with two that halves the speed; one more than there are cores, because tests
// wait for a third of their time. As a variable, because each project settles its own number of workers, and all of them
// must be the same.
process.env.VITEST_MAX_WORKERS ??= String(availableParallelism() + 1);

/** The official suites take longest and wait most: begun first, they leave no worker alone at the end. */
class SuitesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSuite = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/test/conformance/");
    return [...sorted.filter(isSuite), ...sorted.filter((file) => !isSuite(file))];
  }
}

/** Every workspace's tests and those of `scripts/` in one run, so that all of them share the machine's cores. */
export default defineConfig({
  test: {
    projects: ["apps/*/vitest.config.ts", "packages/*/vitest.config.ts", "scripts/vitest.config.ts"],
    sequence: { sequencer: SuitesFirst },
  },
});
