import type { Browser, BrowserContext, Page } from "@playwright/test";
import { ALL_BUT_CONTRAST, expectNoViolations, ONLY_CONTRAST } from "./expect-no-violations.ts";
import { expect } from "./fixtures.ts";
import type { RunningCore } from "./start-core.ts";

const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** A browser context for looks: wide, light and without movement. */
export const newContext = (browser: Browser, core: RunningCore): Promise<BrowserContext> =>
  browser.newContext({ baseURL: core.url, viewport: WIDE, reducedMotion: "reduce", colorScheme: "light" });

/**
 * Switches the theme and waits until every colour has arrived: a look in between sees a mixture of both. A colour that is
 * inherited may begin to change a frame after its parent's has changed.
 */
async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.waitForFunction(async (scheme) => {
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const isPainted = getComputedStyle(document.documentElement).colorScheme.includes(scheme);
      if (!isPainted || document.getAnimations().some(({ playState }) => playState === "running")) return false;
    }
    return true;
  }, colorScheme);
}

/**
 * A page as it is now: light; dark, where only the colours differ; and on a phone, where only the layout does, which
 * must not scroll sideways.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoViolations(page, "light");
  await showIn(page, "dark");
  await expectNoViolations(page, "dark", ONLY_CONTRAST);
  await showIn(page, "light");
  await page.setViewportSize(NARROW);
  await expectNoViolations(page, "390 px", ALL_BUT_CONTRAST);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "the page scrolls sideways at 390 px").toBe(0);
  await page.setViewportSize(WIDE);
}
