import { expect, type Page } from "@playwright/test";
import { ALL_BUT_CONTRAST, expectNoViolations, ONLY_CONTRAST } from "../expect-no-violations.ts";
import { resize, showIn } from "../show-in.ts";

/** The smallest window that Desk allows, and the one it opens with. */
const SMALL = { width: 380, height: 560 };
const USUAL = { width: 1_080, height: 760 };

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
  await resize(page, SMALL);
  await expectNoViolations(page, "as small as it can be", ALL_BUT_CONTRAST);
  await picture("-small");
  const overflow = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main")].map((one) => one.scrollWidth - one.clientWidth),
  );
  expect(Math.max(...overflow), "the window scrolls sideways").toBeLessThanOrEqual(0);
  await resize(page, USUAL);
}
