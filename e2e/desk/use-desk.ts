import { expect, type Page, test } from "@playwright/test";
import { useCore } from "../fixtures.ts";
import type { RunningCore } from "../start-core.ts";
import { addDeskData, type DeskData } from "./add-desk-data.ts";
import { type DeskOptions, type RunningDesk, startDesk } from "./start-desk.ts";

export interface DeskWorld {
  core: RunningCore;
  desk: RunningDesk;
  data: DeskData;
  page: Page;
}

/** A Core with people, agents and servers, and a Desk that is not signed in, for the tests of one file. */
export function useDesk(options: DeskOptions = {}): () => DeskWorld {
  const core = useCore();
  let desk: RunningDesk | undefined;
  let data: DeskData | undefined;
  test.beforeAll(async ({ browser }) => {
    test.setTimeout(90_000);
    data = await addDeskData(core());
    desk = await startDesk(browser, options);
  });
  test.afterEach(() => expect(desk?.errors()).toEqual([]));
  test.afterAll(() => desk?.stop());
  return () => {
    if (desk === undefined || data === undefined) throw new Error("Desk runs inside tests and hooks only.");
    return { core: core(), desk, data, page: desk.page };
  };
}

/** Signs Desk in with an access token, and waits for the inbox. */
export async function signInWithToken(page: Page, url: string, token: string): Promise<void> {
  await page.getByLabel("Address of Peta").fill(url);
  await page.getByRole("button", { name: "Use an access token" }).click();
  await page.getByRole("textbox", { name: "Access token" }).fill(token);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
}

/** Goes to a page by its link in the navigation. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}
