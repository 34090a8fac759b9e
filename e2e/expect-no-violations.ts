import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { default as Axe, RunOptions } from "axe-core";

/** The smaller of its two files: it is sent to every page that is loaded. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const CONTRAST = "color-contrast";
/** For a look at a page that was looked at in other colours. */
export const ONLY_CONTRAST: RunOptions = { runOnly: { type: "rule", values: [CONTRAST] } };
/** For a look at a page that was looked at in the same colours. */
export const ALL_BUT_CONTRAST: RunOptions = { rules: { [CONTRAST]: { enabled: false } } };

/**
 * axe finds nothing on the page as it is now. `where` names the look in a failure. Runs inside the page alone: axe's
 * own driver opens an empty page for each look and brings its half megabyte three times, which takes longer than the
 * look. It would see into frames of other origins; our pages have none, which is checked.
 */
export async function expectNoViolations(page: Page, where: string, options: RunOptions = {}): Promise<void> {
  expect(page.frames(), "axe sees no frames").toHaveLength(1);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  expect(await findViolations(page, options), where).toEqual([]);
}

const findViolations = (page: Page, options: RunOptions): Promise<string[]> =>
  page.evaluate(
    async (chosen) => {
      // A layer that fades in is nothing that can be seen yet, while what lies below is hidden already.
      const fades = document
        .getAnimations()
        .filter((one) => one.playState === "running" && one.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(fades.map(({ finished }) => finished));
      const { violations } = await (window as unknown as { axe: typeof Axe }).axe.run(document, chosen);
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`));
    },
    { resultTypes: ["violations"], ...options } satisfies RunOptions,
  );
