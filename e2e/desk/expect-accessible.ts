import { expect, type Page } from "@playwright/test";
import { ALL_BUT_CONTRAST, expectNoViolations, ONLY_CONTRAST } from "../expect-no-violations.ts";

/** The smallest window that Desk allows, and the one it opens with. */
const SMALL = { width: 380, height: 560 };
const USUAL = { width: 1_080, height: 760 };

/** Switches the theme and waits until every colour has arrived, for three frames: some begin after others. */
async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.waitForFunction(async (scheme) => {
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const isPainted = matchMedia(`(prefers-color-scheme: ${scheme})`).matches;
      if (!isPainted || document.getAnimations().some(({ playState }) => playState === "running")) return false;
    }
    return true;
  }, colorScheme);
}

/** A dialog that closes hides the page for a moment longer. */
const layersAreGone = (page: Page) =>
  page.waitForFunction(
    () =>
      document.querySelector("[data-aria-hidden]") === null ||
      document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null,
  );

/** Only as it is now, for what lies over a page that was looked at. */
export async function expectLayerAccessible(page: Page, picture = async (_suffix: string): Promise<void> => {}) {
  await expectNoViolations(page, "light");
  await picture("");
}

/**
 * The window as it is now: light; dark, where only the colours differ; and as small as it can be, where only the layout
 * does, which must not scroll sideways. `picture` gets each of the three.
 */
export async function expectAccessible(
  page: Page,
  picture = async (_suffix: string): Promise<void> => {},
): Promise<void> {
  await layersAreGone(page);
  await expectNoViolations(page, "light");
  await picture("");
  await showIn(page, "dark");
  await expectNoViolations(page, "dark", ONLY_CONTRAST);
  await picture("-dark");
  await showIn(page, "light");
  await page.setViewportSize(SMALL);
  await expectNoViolations(page, "as small as it can be", ALL_BUT_CONTRAST);
  await picture("-small");
  const overflow = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main")].map((one) => one.scrollWidth - one.clientWidth),
  );
  expect(Math.max(...overflow), "the window scrolls sideways").toBeLessThanOrEqual(0);
  await page.setViewportSize(USUAL);
}
