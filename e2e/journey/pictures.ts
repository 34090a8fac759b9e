import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

const directory = process.env.PETA_PICTURES;
let taken = 0;

/** Writes what the page shows now into the directory that PETA_PICTURES names, numbered in order; without it, nothing. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const file = `${String(++taken).padStart(2, "0")}-${name}.png`;
  await page.screenshot({ path: path.join(directory, file), animations: "disabled", caret: "hide" });
}
