import type { Browser, BrowserContext, Page } from "@playwright/test";
import { ALL_BUT_CONTRAST, expectNoViolations, ONLY_CONTRAST } from "./expect-no-violations.ts";
import { expect } from "./fixtures.ts";
import { resize, showIn } from "./show-in.ts";
import type { RunningCore } from "./start-core.ts";

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** A browser context for looks: wide, light and without movement. */
export const newContext = (browser: Browser, core: RunningCore): Promise<BrowserContext> =>
  browser.newContext({ baseURL: core.url, viewport: WIDE, reducedMotion: "reduce", colorScheme: "light" });

/**
 * A page as it is now: light; dark, where only the colours differ; and on a phone, where only the layout does, which
 * must not scroll sideways.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoViolations(page, "light");
  await expectNothingCutOff(page, "1280 px");
  await showIn(page, "dark");
  await expectNoViolations(page, "dark", ONLY_CONTRAST);
  await showIn(page, "light");
  await resize(page, NARROW);
  await expectNoViolations(page, "390 px", ALL_BUT_CONTRAST);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "the page scrolls sideways at 390 px").toBe(0);
  await expectNothingCutOff(page, "390 px");
  await resize(page, WIDE);
}

/** Cards show nothing beyond their edge, and nobody would see that something is missing. */
async function expectNothingCutOff(page: Page, where: string): Promise<void> {
  const cut = await page.evaluate(() => {
    const cards = [...document.querySelectorAll("section")].filter((one) => getComputedStyle(one).overflowX === "clip");
    const isCut = (element: Element, card: Element): boolean => {
      if (element.getBoundingClientRect().right <= card.getBoundingClientRect().right + 1) return false;
      // What scrolls, or ends in dots, is not lost.
      for (let around = element.parentElement; around && around !== card; around = around.parentElement)
        if (getComputedStyle(around).overflowX !== "visible") return false;
      return true;
    };
    return cards
      .flatMap((card) => [...card.querySelectorAll("*")].filter((one) => isCut(one, card)).slice(0, 1))
      .map(({ textContent }) => textContent.slice(0, 60));
  });
  expect(cut, `is cut off at the edge of its card at ${where}`).toEqual([]);
}
