import { expect, type Locator, type Page } from "@playwright/test";

/** Presses Tab, or Shift+Tab, until the control has the focus; each stop on the way must be visible. */
export async function tabTo(page: Page, control: Locator, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press(key);
    await expect(page.locator(":focus")).toBeVisible();
    if (await control.evaluate((element) => element === document.activeElement)) {
      const outline = await control.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      });
      expect(outline, "the focus is seen").toBe(true);
      return;
    }
  }
  throw new Error(`${key} does not reach ${String(control)}`);
}
