import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Page } from "@playwright/test";
import { expect, test, useCore } from "./fixtures.ts";
import { notesOverStdio } from "./servers.ts";
import { signIn } from "./sign-in.ts";
import { tabTo } from "./tab-to.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
let token: string;
let page: Page;
let errors: () => string[];

test.beforeAll(async ({ browser }) => {
  token = await core().setUp();
  await core()
    .api(token)
    .mutate("servers.add", { serverId: "notes", displayName: "Team notes", launch: notesOverStdio() });
  const context = await browser.newContext({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  errors = watchErrors(page);
  await signIn(page);
});
test.afterEach(() => expect(errors()).toEqual([]));
test.afterAll(() => page?.context().close());

const main = () => page.getByRole("main");
const rules = () => page.getByRole("table", { name: "Address rules" });
const rail = () => page.getByRole("navigation", { name: "Main" });

test("a rule that would shut one out is told before it is saved; one's own address goes first", async () => {
  await page.goto("/network");
  await expect(main()).toContainText("Requests from every address are answered.");
  await page.getByLabel("Address or range").fill("198.51.100.0/24");
  await expect(page.getByRole("form", { name: "Add address rule" }).getByRole("alert")).toContainText(
    "your address, 127.0.0.1, is in no rule",
  );
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(main()).toContainText("Say that this is meant, or add your own address first.");
  await page.getByRole("button", { name: "Take my address" }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(rules()).toContainText("127.0.0.1");
  await expect(rules()).toContainText("you are here");

  await page.getByLabel("Address or range").fill("198.51.100.7/24");
  await page.getByLabel("Note").fill("Office");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(rules()).toContainText("198.51.100.0/24");
  await expect(main()).toContainText("Requests from 2 addresses and ranges are answered, all others are refused.");
});

test("removing is undone by a press, except where it would shut one out: that is asked first", async () => {
  await page.getByRole("button", { name: "Remove 198.51.100.0/24" }).click();
  await expect(rules()).not.toContainText("198.51.100.0/24");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rules()).toContainText("Office");

  await page.getByRole("button", { name: "Remove 127.0.0.1" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("this shuts you out");
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Remove 198.51.100.0/24" }).click();
  await expect(rules()).not.toContainText("198.51.100.0/24");
  await page.getByRole("button", { name: "Remove 127.0.0.1" }).click();
  await expect(question).toContainText("every address are answered");
  await question.getByRole("button", { name: "Remove rule" }).click();
  await expect(main()).toContainText("Every address may come");
});

test("rates are set for all and for one", async () => {
  // Without the notifications of before, which lie over the button to save for ten seconds.
  await page.goto("/network");
  const each = page.getByLabel("Each person and agent");
  await each.fill("many");
  await expect(main()).toContainText("A whole number, or nothing for no limit.");
  await each.fill("1,200");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("The limits are in force", { exact: true })).toBeVisible();

  await core().api(token).mutate("principals.add", { principalId: "bot", kind: "agent", displayName: "Bot" });
  await page.goto("/principals/detail?principal=bot&tab=clients");
  await expect(main()).toContainText("1,200 requests a minute");
  await page.getByLabel("Requests a minute").fill("30");
  await page.getByRole("button", { name: "Save rate" }).click();
  await expect(page.getByText("Bot: 30 requests a minute", { exact: true })).toBeVisible();
  await page.goto("/network");
  await expect(page.getByRole("list", { name: "Principals with a rate of their own" })).toContainText("Bot");
});

test("two tools are opened to anybody by the keyboard, used without a token, seen in the audit log, and closed", async () => {
  await core()
    .api(token)
    .mutate("servers.setCapability", { serverId: "notes", kind: "tool", name: "delete_note", dangerLevel: 2 });
  await page.goto("/public-access");
  await expect(main()).toContainText("Nothing can be used without a sign-in.");
  const table = page.getByRole("table", { name: "Servers and what of them is public" });
  await tabTo(page, table.getByRole("button", { name: "Team notes" }));
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Team notes" });
  await expect(panel.getByRole("checkbox", { name: /delete_note/ })).toBeDisabled();
  await expect(panel).toContainText("nobody approves for somebody unknown");
  await tabTo(page, panel.getByRole("switch", { name: "Open without a sign-in" }));
  await page.keyboard.press("Space");
  await tabTo(page, panel.getByRole("button", { name: "Choose those that say they only read" }));
  await page.keyboard.press("Enter");
  await tabTo(page, panel.getByRole("button", { name: "Save" }));
  await page.keyboard.press("Enter");
  await expect(main()).toContainText("2 tools of 1 server can be used by anybody, without a sign-in.");
  await expect(main()).toContainText("nobody knows who");

  const address = (await main().getByRole("group", { name: "Code to copy" }).textContent()) ?? "";
  const stranger = new Client({ name: "stranger", version: "1" });
  await stranger.connect(new StreamableHTTPClientTransport(new URL(address)));
  expect((await stranger.listTools()).tools.map(({ name }) => name)).toEqual(["notes__list_notes", "notes__read_note"]);
  await stranger.callTool({ name: "notes__list_notes", arguments: {} });

  await core().api(token).mutate("servers.update", { serverId: "notes", anonymousRateLimit: 25 });
  await expect(table).toContainText("25 a minute");
  await table.getByRole("button", { name: "Close Team notes" }).click();
  await expect(main()).toContainText("Nothing can be used without a sign-in.");
  await expect(stranger.callTool({ name: "notes__list_notes", arguments: {} })).rejects.toThrow();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(table).toContainText("Open to anybody");
  await table.getByRole("button", { name: "Close Team notes" }).click();
  await expect(table).not.toContainText("Open to anybody");
  await page.getByRole("link", { name: "Who came, and what became of it" }).click();
  await expect(page.getByRole("table", { name: "Audit records" })).toContainText("notes::list_notes");
  await expect(page.getByRole("table", { name: "Audit records" })).toContainText("(anonymous)");
  await stranger.close();
});

test("a new workspace is empty, has its own name in the rail, and one goes back and forth", async ({ browser }) => {
  await page.goto("/servers");
  await expect(main()).toContainText("Team notes");
  const other = await page.context().newPage();
  await other.goto("/servers");
  await expect(other.getByRole("main")).toContainText("Team notes");
  // A tab in the background draws once a second.
  await page.bringToFront();

  await page.getByRole("button", { name: "Switch workspace" }).click();
  await page.getByRole("menuitem", { name: "New workspace" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Research & Labs");
  await expect(dialog.getByLabel("Short name")).toHaveValue("research-labs");
  await dialog.getByRole("button", { name: "Create and open" }).click();
  await expect(rail()).toContainText("Research & Labs");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.goto("/servers");
  await expect(main()).toContainText("No servers yet");
  await page.goto("/principals");
  await expect(main()).not.toContainText("Bot");
  // The other tab of the same browser does not go on showing the workspace before.
  await other.bringToFront();
  await other.getByRole("link", { name: "Audit" }).click();
  await expect(other.getByRole("navigation", { name: "Main" })).toContainText("Research & Labs");
  await other.close();

  await page.getByRole("button", { name: "Switch workspace" }).click();
  const menu = page.getByRole("menu");
  await expect(menu.getByRole("menuitem", { name: /Research & Labs/ })).toContainText("current");
  await menu.getByRole("menuitem", { name: /main/ }).click();
  await expect(rail()).not.toContainText("Research & Labs");
  await page.goto("/servers");
  await expect(main()).toContainText("Team notes");

  // Another browser signs in where this one was last.
  const fresh = await browser.newPage({ baseURL: core().url });
  await signIn(fresh);
  await fresh.close();
});

test("a workspace is renamed where everybody sees it", async () => {
  await page.goto("/settings");
  await page.getByLabel("Name", { exact: true }).fill("Head office");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(rail()).toContainText("Head office");
});
