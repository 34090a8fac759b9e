import { expect, type Page } from "@playwright/test";

/**
 * Switches the theme of a page where less motion is asked for. Every colour is the other theme's at once, which is
 * checked: a transition would show a mixture of both for a while.
 */
export async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const moving = await page.evaluate((scheme) => {
    if (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) return [`the page is not told to be ${scheme}`];
    const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
    return [...new Set(transitions.map((one) => one.transitionProperty))];
  }, colorScheme);
  expect(moving, "transitions where less motion is asked for").toEqual([]);
}

/** Waits until the page has answered to a new size: what listens to media queries hears of it in the next frame. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
