import type { Page } from "@playwright/test";
import { ADA } from "./desk/add-desk-data.ts";
import { goTo, useDesk } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";

let aheadMs = 0;
const world = useDesk({ aheadMs: () => aheadMs });
test.describe.configure({ mode: "serial" });

/** The person's own browser. */
let browserPage: Page;
test.beforeAll(async ({ browser }) => {
  browserPage = await browser.newPage();
});
test.afterAll(() => browserPage?.close());

/** Begins a sign-in in Desk; answers where the browser was sent to. */
async function begin(): Promise<string> {
  const { desk, core } = world();
  const before = desk.system.opened.length;
  const address = desk.page.getByLabel("Address of Peta");
  if (await address.isVisible()) await address.fill(core.url);
  await desk.page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect(desk.page.getByText("Go on in your browser")).toBeVisible();
  await expect.poll(() => desk.system.opened.length).toBe(before + 1);
  return desk.system.opened.at(-1) ?? "";
}
const grants = () => world().core.api(world().data.adaToken).query<{ clientId: string }[]>("oauth.listGrants", {});

test("a sign-in that is cancelled leaves nothing behind, and nobody listens any more", async () => {
  const { page } = world();
  const url = await begin();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Sign in with the browser" })).toBeVisible();
  await expect(page.getByText("cancelled")).toHaveCount(0);
  const redirect = new URL(url).searchParams.get("redirect_uri") ?? "";
  await expect(fetch(redirect)).rejects.toThrow();
});

test("a no in the browser is told in Desk", async () => {
  const { page } = world();
  await browserPage.goto(await begin());
  await browserPage.getByLabel("E-mail").fill(ADA.email);
  await browserPage.getByRole("textbox", { name: "Password" }).fill(ADA.password);
  await browserPage.getByRole("button", { name: "Sign in" }).click();
  await expect(browserPage.getByRole("heading", { level: 1, name: "Allow Peta Desk?" })).toBeVisible();
  await browserPage.getByRole("button", { name: "Deny" }).click();
  await expect(browserPage.getByRole("heading", { name: "The sign-in was stopped" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("Access was denied in the browser.");
});

test("an answer with a foreign state is refused, and the right one comes too late (A13)", async () => {
  const { page } = world();
  const redirect = new URL(new URL(await begin()).searchParams.get("redirect_uri") ?? "");
  redirect.search = "?code=guessed&state=guessed";
  expect((await fetch(redirect)).status).toBe(400);
  await expect(page.getByRole("alert")).toContainText("does not belong to the sign-in that Desk began");
  await expect(fetch(redirect)).rejects.toThrow();
});

test("signs in through the browser; tokens lie on the disk only encrypted, and the window never has them", async () => {
  const { page, desk } = world();
  await browserPage.goto(await begin());
  await expect(browserPage.getByRole("heading", { level: 1, name: "Allow Peta Desk?" })).toBeVisible();
  await browserPage.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(browserPage.getByRole("heading", { name: "You are signed in" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  expect(desk.written()).not.toMatch(/accessToken|refreshToken/);
  const state = () => page.evaluate(() => window.desk.app.state());
  // Who one is, Desk asks Core once it is connected.
  await expect
    .poll(state)
    .toMatchObject({ value: { connections: [{ signedInBy: "browser", me: { principalId: "ada" } }] } });
  expect(JSON.stringify(await state())).not.toMatch(/accessToken|refreshToken|peta_/);
  expect(await grants()).toMatchObject([{ clientId: "peta-desk" }]);
});

test("the sign-in outlives a restart of Desk", async () => {
  const { desk } = world();
  await desk.restart();
  await expect(desk.page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(desk.page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect(desk.page.getByRole("button", { name: "Switch connection" })).toContainText("Ada Lovelace");
});

test("an access token that is about to end is renewed at Core, and the renewed one is kept", async () => {
  const { desk } = world();
  const before = desk.written();
  aheadMs = 59.5 * 60_000;
  await desk.restart();
  await expect(desk.page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect.poll(() => desk.written()).not.toBe(before);
  const renewed = desk.written();
  await desk.restart();
  await expect(desk.page.getByText("Live", { exact: true }).first()).toBeVisible();
  expect(desk.written()).toBe(renewed);
  aheadMs = 0;
  expect(await grants()).toHaveLength(1);
});

test("signing out ends the grant at Core, and forgets it here", async () => {
  const { desk } = world();
  const { page } = desk;
  await goTo(page, "Settings");
  await page.getByRole("button", { name: "Actions for Main" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("list", { name: "Connections" })).toContainText("Signed out");
  await expect.poll(grants).toEqual([]);
  // Core is told first, so that a grant never outlives what could end it.
  const kept = (): unknown => JSON.parse(desk.written().match(/\{"version":1,"secrets":.*\}/)?.[0] ?? "null");
  await expect.poll(kept).toEqual({ version: 1, secrets: {} });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Approvals" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible();
});

test("an access taken back at Core ends the connection within a second", async () => {
  const { desk, core, data } = world();
  const { page } = desk;
  await browserPage.goto(await begin());
  await browserPage.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  const [grant] = await core.api(data.adaToken).query<{ grantId: string }[]>("oauth.listGrants", {});
  await core.api(data.adaToken).mutate("oauth.revokeGrant", { grantId: grant?.grantId });
  await expect(page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible({ timeout: 1_500 });
});
