import { expect, test, useCore } from "./fixtures.ts";
import { addSampleData, askForApproval } from "./sample-data.ts";
import { pressEscape } from "./press-escape.ts";
import { signIn } from "./sign-in.ts";
import { OWNER } from "./start-core.ts";
import { tabTo } from "./tab-to.ts";
import { watchErrors } from "./watch-errors.ts";

const core = useCore();

test("the keyboard alone goes through what waits, edits, approves with the password, and rejects", async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const token = await core().setUp();
  await askForApproval(core(), token, await addSampleData(core(), token));
  const page = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  const errors = watchErrors(page);
  const { keyboard } = page;
  const main = page.getByRole("main");
  const card = main.getByRole("article");
  await signIn(page);

  await test.step("go there, and through the list", async () => {
    await keyboard.press("g");
    await keyboard.press("i");
    await expect(card).toContainText("notes::add_note");
    await keyboard.press("j");
    await expect(card).toContainText("notes::delete_note");
    await expect(page.locator(":focus")).toContainText("notes::delete_note");
    await keyboard.press("ArrowUp");
    await expect(card).toContainText("notes::add_note");
  });

  await test.step("edit and approve", async () => {
    await keyboard.press("e");
    const title = main.getByRole("textbox", { name: /^title/ });
    await tabTo(page, title);
    await keyboard.press("Control+a");
    await keyboard.type("Week 49");
    await tabTo(page, main.getByRole("button", { name: "Approve edited call" }));
    await keyboard.press("Enter");
    await expect(card).toContainText("Approved by olga.owner in the Console");
    await expect(card).toContainText("Arguments were edited");
  });

  await test.step("nothing is decided by a key pressed twice", async () => {
    await keyboard.press("a");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(main.getByRole("option", { name: /delete_note/ })).toContainText(/\d+ (min|s)/);
  });

  await test.step("approve with the password, think better of it, reject", async () => {
    // What was decided moves below what waits, a moment later.
    await expect(main.getByRole("option").first()).toContainText("delete_note");
    await keyboard.press("k");
    await expect(card).toContainText("notes::delete_note");
    await keyboard.press("a");
    const dialog = page.getByRole("dialog");
    await tabTo(page, dialog.getByRole("textbox", { name: "Your password" }));
    await keyboard.type(OWNER.password);
    await pressEscape(page);
    await expect(dialog).toBeHidden();
    await expect(card).toContainText("Waiting");
    await keyboard.press("r");
    await tabTo(page, dialog.getByLabel("Reason"));
    await keyboard.type("We keep it.");
    await tabTo(page, dialog.getByRole("button", { name: "Reject" }));
    await keyboard.press("Enter");
    await expect(card).toContainText("Rejected by olga.owner in the Console");
    await expect(main).toContainText("Nothing waits for a decision.");
  });

  await test.step("the help names the keys of the page", async () => {
    await keyboard.press("?");
    await expect(page.getByRole("dialog")).toContainText("Edit arguments");
    await pressEscape(page);
  });
  expect(errors()).toEqual([]);
  await page.close();
});
