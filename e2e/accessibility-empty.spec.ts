import type { Page } from "@playwright/test";
import { expectAccessible, newContext } from "./expect-accessible.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { signIn } from "./sign-in.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe("a new installation", () => {
  test.describe.configure({ mode: "serial" });
  const core = useCore();
  let page: Page;
  let errors: () => string[];
  test.beforeAll(async ({ browser }) => {
    page = await (await newContext(browser, core())).newPage();
    errors = watchErrors(page);
  });
  test.afterEach(() => expect(errors()).toEqual([]));
  test.afterAll(() => page?.context().close());

  test("set-up, empty and with mistakes", async () => {
    await page.goto("/setup");
    await expect(page.getByLabel("Set-up token")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Create owner" }).click();
    await expect(page.getByLabel("Set-up token")).toBeFocused();
    await expectAccessible(page);
  });

  test("sign-in, empty and refused", async () => {
    await core().setUp();
    await page.goto("/sign-in");
    await expect(page.getByLabel("E-mail")).toBeFocused();
    await expectAccessible(page);
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
    await expectAccessible(page);
  });

  const empty: [address: string, says: RegExp][] = [
    ["/", /Waiting for your first call/],
    ["/servers", /No servers yet/],
    ["/permissions", /nothing to permit yet/],
    ["/policies", /rule/i],
    ["/approvals", /Nothing has asked yet/],
    ["/approvals?approval=gone", /There is no such approval/],
    ["/oauth-clients", /No application has signed anybody in yet/],
    ["/consent?interaction=gone", /There is nothing to allow/],
    ["/network", /Every address may come/],
    ["/public-access", /Each is closed until somebody opens it/],
    ["/my-servers", /No server asks for values of your own/],
    ["/my-clients", /No client has connected yet/],
    ["/servers/detail?server=gone", /There is no server gone/],
    ["/principals/detail?principal=gone", /There is nobody called gone/],
    ["/audit?capability=nothing", /No record fits/],
  ];
  test("pages with nothing on them say why", async () => {
    // Each page is looked at three times, and there are many.
    test.setTimeout(180_000);
    await signIn(page);
    for (const [address, says] of empty) {
      await test.step(address, async () => {
        await page.goto(address);
        await expect(page.getByRole("main")).toContainText(says);
        await expectAccessible(page);
      });
    }
  });
});
