import { expect, type Page } from "@playwright/test";

/**
 * Closes what lies on top. A layer hears Escape a drawing after it has the focus, which is long on a busy machine; a
 * person would press again.
 */
export async function pressEscape(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden({ timeout: 1_000 });
  }).toPass();
}
