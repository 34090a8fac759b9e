import { expect, type Page } from "@playwright/test";
import { OWNER } from "./start-core.ts";

/** Signs a browser in and waits for the overview. */
export async function signIn(page: Page, who: { email: string; password: string } = OWNER): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("textbox", { name: "Password" }).fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}
