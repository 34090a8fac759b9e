import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible, NARROW, newContext, WIDE } from "./expect-accessible.ts";
import { expectNoViolations } from "./expect-no-violations.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { askToBeAllowed } from "./oauth-application.ts";
import { addOwnValuesAndRules, addSampleData, askForApproval, makeCalls, PERSON } from "./sample-data.ts";
import { signIn } from "./sign-in.ts";
import { watchErrors } from "./watch-errors.ts";
import { zipOf } from "./zip-of.ts";

const PETS = JSON.stringify({
  openapi: "3.0.3",
  info: { title: "Pets", version: "1" },
  servers: [{ url: "https://api.example.com" }],
  paths: { "/pets": { get: { operationId: "listPets", summary: "All pets" } } },
});
const LETTERS = {
  name: "office.zip",
  mimeType: "application/zip",
  buffer: zipOf({ "letters/SKILL.md": "---\nname: letters\ndescription: How we write letters.\n---\n# Letters\n" }),
};

test.describe("an installation in use", () => {
  const core = useCore();
  let ownerToken: string;
  let context: BrowserContext;
  let tab: Page;
  let complaints: () => string[];
  test.beforeAll(async ({ browser }) => {
    test.setTimeout(90_000);
    ownerToken = await core().setUp();
    const sample = await addSampleData(core(), ownerToken);
    await makeCalls(core(), sample);
    await askForApproval(core(), ownerToken, sample);
    await addOwnValuesAndRules(core(), ownerToken);
    context = await newContext(browser, core());
    tab = await context.newPage();
    complaints = watchErrors(tab);
    await signIn(tab);
  });
  test.afterAll(() => context?.close());

  /**
   * Goes to an address with the signed-in browser; complaints of the page fail the test. All tests share a tab, since
   * Chromium takes longer to open one than to load a page.
   */
  async function visit(
    address: string,
    says: string | RegExp,
    look: (page: Page) => Promise<void> = expectAccessible,
  ): Promise<void> {
    await tab.goto(address);
    await expect(tab.getByRole("main")).toContainText(says);
    // What draws the bars is loaded for them alone.
    if (address === "/") await expect(tab.locator("figure svg.recharts-surface")).toBeVisible();
    // The gallery holds everything, and shows waiting parts on purpose.
    if (address === "/gallery") test.slow();
    if (address !== "/gallery") await expect(tab.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
    await look(tab);
    expect(complaints()).toEqual([]);
  }

  const pages: [name: string, address: string, says: string | RegExp][] = [
    ["overview", "/", "Top tools"],
    ["servers", "/servers", "Team notes"],
    ["add server", "/servers/add", "Connection test"],
    ["server", "/servers/detail?server=files", "read_text_file"],
    ["server that does not start", "/servers/detail?server=tickets&tab=log", "no licence found"],
    ["server's settings", "/servers/detail?server=files&tab=settings", "Who shares a connection"],
    ["server's log", "/servers/detail?server=files&tab=log", "tools/list, answer"],
    ["discovery", "/discovery?as=claude&q=read+file", "files::read_text_file"],
    ["result cache", "/discovery?tab=cache", "No answers are kept"],
    ["server's configuration", "/servers/detail?server=files&tab=configuration", "How it is reached"],
    ["people and agents", "/principals", "Build bot"],
    ["agent", "/principals/detail?principal=claude", "laptop"],
    ["policies", "/policies", "no-secrets-in-notes"],
    ["audit", "/audit", "files::write_file"],
    ["approvals", "/approvals", "Everything that will be sent"],
    ["approvals that were rejected", "/approvals?status=rejected", "Rejected"],
    ["agent's clients", "/principals/detail?principal=claude&tab=clients", "Open MCP sessions"],
    ["values of a server's users", "/servers/detail?server=vault&tab=values", "What a user will see"],
    ["network and limits", "/network", "you are here"],
    ["my servers", "/my-servers", "Waits for values"],
    ["my clients", "/my-clients", "Build bot"],
    ["browser sessions", "/sessions", "This one"],
    ["settings", "/settings", "Policy snapshot"],
    ["gallery", "/gallery", "Foundations"],
    ["no such page", "/no-such-page", "There is no such page"],
  ];
  for (const [name, address, says] of pages) test(name, () => visit(address, says));

  test("every way to add a server", () =>
    visit("/servers/add?from=http", "Streamable HTTP", async (page) => {
      test.slow();
      await page.getByRole("switch", { name: "Certificates of its own" }).click();
      await expectNoViolations(page, "HTTP");
      await page.goto("/servers/add");
      await page.getByRole("switch", { name: "Run it in a sandbox" }).click();
      await expectNoViolations(page, "a program in a sandbox");
      await page.goto("/servers/add?from=rest");
      await page.getByLabel("Or its text").fill(PETS);
      await page.getByRole("button", { name: "Read document" }).click();
      await page.getByRole("button", { name: "Make 1 tool" }).click();
      await expect(page.getByRole("list", { name: "Tools of the definition" })).toContainText("/pets");
      await expectAccessible(page);
      await page.goto("/servers/add?from=skills");
      await page.locator("input[type=file]").setInputFiles(LETTERS);
      await expect(page.getByRole("button", { name: "Keep this version" })).toBeVisible();
      await expectNoViolations(page, "skills");
      await page.goto("/servers/add?from=template&template=filesystem");
      await page.getByRole("button", { name: "Save server" }).click();
      await expect(page.getByRole("main")).toContainText("This is needed.");
      await expectNoViolations(page, "a template");
      await page.goto("/servers/add?from=import");
      await page
        .getByLabel("Paste it here")
        .fill('{"mcpServers":{"a":{"command":"npx","args":["a"]},"b":{"command":"a | b"}}}');
      await page.getByRole("button", { name: "Read it" }).click();
      await expect(page.getByRole("main")).toContainText("Not possible");
      await expectAccessible(page);
    }));

  test("a policy of the cache, beside the list", () =>
    visit("/discovery?tab=cache", "No answers are kept", async (page) => {
      await page.goto(`/discovery?tab=cache&policy=${encodeURIComponent("files tool read_text_file")}`);
      await page.getByRole("switch", { name: /^All arguments/ }).click();
      await expectAccessible(page);
    }));

  test("permissions", () =>
    visit("/permissions?principal=claude", "write_file", async (page) => {
      // A look at a hundred rows that differ in their names takes long.
      await page.getByRole("searchbox", { name: "Find a capability" }).fill("file");
      await expect(page.getByRole("main")).not.toContainText("echo");
      await expectAccessible(page);
    }));

  test("an approval while it is edited, and the question for the password", () =>
    visit("/approvals", "Everything that will be sent", async (page) => {
      await page
        .getByRole("option", { name: /add_note/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Edit" }).click();
      await page.getByRole("textbox", { name: /^text/ }).fill("Nothing builds.");
      await expect(page.getByRole("list", { name: "Differences of your changes" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "JSON", exact: true }).click();
      await page.getByLabel("Arguments to send as JSON").fill('{ "title": 7, oops');
      await expectAccessible(page);
      await page.getByRole("button", { name: "Cancel edit" }).click();
      await page.getByRole("option", { name: /delete_note/ }).click();
      await page.getByRole("button", { name: "Approve" }).click();
      await expect(page.getByRole("dialog")).toContainText("Your password");
      await expectAccessible(page);
    }));

  test("an application that asks to be allowed", async () => {
    await visit(await askToBeAllowed(core().url), "Allow Example Agent?");
  });

  test("OAuth clients, one of them, and a new one", async () => {
    const input = { name: "Nightly report", grantTypes: ["client_credentials"], principalId: "claude" };
    await core().api(ownerToken).mutate("oauth.addClient", input);
    await visit("/oauth-clients", "Nightly report", async (page) => {
      await expectAccessible(page);
      await page.getByRole("row").filter({ hasText: "Nightly report" }).click();
      await expect(page.getByRole("dialog")).toContainText("By itself, as claude");
      await expectAccessible(page);
      await page.goto("/oauth-clients?add=1");
      await page.getByRole("radio", { name: /^For people/ }).click();
      await page.getByRole("button", { name: "Add client" }).click();
      await expect(page.getByRole("dialog")).toContainText("A name is needed");
      await expectAccessible(page);
    });
  });

  test("an address rule that would shut one out", () =>
    visit("/network", "you are here", async (page) => {
      await page.getByRole("button", { name: "Remove 127.0.0.0/8" }).click();
      await expect(page.getByRole("dialog")).toContainText("this shuts you out");
      await expectAccessible(page);
    }));

  test("what is open without a sign-in, and its panel", async () => {
    const open = (anonymousAccess: boolean) =>
      core()
        .api(ownerToken)
        .mutate("servers.update", { serverId: "notes", anonymousAccess, anonymousTools: "read-only" });
    await open(true);
    await visit("/public-access", "nobody knows who", async (page) => {
      await expectAccessible(page);
      await page.getByRole("row").filter({ hasText: "Open to anybody" }).click();
      await expect(page.getByRole("dialog")).toContainText("Says that it only reads.");
      await expectAccessible(page);
    });
    await open(false);
  });

  test("what a client may use, and own values, beside their lists", () =>
    visit("/principals/detail?principal=claude&tab=clients", "claude-desktop", async (page) => {
      await page.getByRole("button", { name: /^claude-desktop/ }).click();
      // A look at a hundred rows that differ in their names takes long.
      await page.getByRole("searchbox", { name: /^Find a tool/ }).fill("note");
      await expect(page.getByRole("dialog")).toContainText("delete_note");
      await expectAccessible(page);
      await page.goto("/my-servers?server=vault");
      await expect(page.getByRole("dialog")).toContainText("My agents may use them too");
      await page.getByRole("button", { name: "Save values" }).click();
      await expect(page.getByRole("dialog")).toContainText("This is needed.");
      await expectAccessible(page);
    }));

  test("the workspaces, and a new one", () =>
    visit("/settings", "Policy snapshot", async (page) => {
      await page.getByRole("button", { name: "Switch workspace" }).click();
      await expect(page.getByRole("menuitem", { name: "New workspace" })).toBeVisible();
      await expectNoViolations(page, "the menu of workspaces");
      await page.getByRole("menuitem", { name: "New workspace" }).click();
      await page.getByRole("button", { name: "Create and open" }).click();
      await expect(page.getByRole("dialog")).toContainText("A name is needed.");
      await expectAccessible(page);
    }));

  test("an audit record beside the list", () =>
    visit("/audit?outcome=denied", "files::write_file", async (page) => {
      await page.getByRole("button", { name: /files::write_file/ }).click();
      await expect(page.getByRole("dialog")).toContainText("Place in the chain");
      await expectAccessible(page);
    }));

  test("a capability beside the list", () =>
    visit("/servers/detail?server=files", "read_text_file", async (page) => {
      await page.getByRole("button", { name: /^read_text_file/ }).click();
      await expect(page.getByRole("dialog")).toContainText("Definition hash");
      await expectAccessible(page);
    }));

  test("why a permission is as it is", () =>
    visit("/permissions?principal=claude", "write_file", async (page) => {
      await page.getByRole("searchbox", { name: "Find a capability" }).fill("write_file");
      await page.getByRole("button", { name: /^write_file:/ }).click();
      await expect(page.getByRole("dialog")).toContainText("switched off");
      await expectAccessible(page);
    }));

  test("the dialogs for people, agents and tokens", () =>
    visit("/principals/detail?principal=claude", "laptop", async (page) => {
      await page.getByRole("button", { name: "Create token" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
      await expect(page.getByRole("dialog")).toContainText("Copy the token now");
      await expectAccessible(page);
      await page.goto("/principals?add=1");
      await expect(page.getByRole("dialog")).toContainText("Add person or agent");
      await expectAccessible(page);
    }));

  test("the palette, and the navigation of a phone", () =>
    visit("/servers", "Team notes", async (page) => {
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("option", { name: /Team notes/ })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.setViewportSize(NARROW);
      await page.getByRole("button", { name: "Open navigation" }).click();
      await expect(page.getByRole("dialog", { name: "Navigation" })).toContainText("Live");
      await expectNoViolations(page, "navigation at 390 px");
      await page.setViewportSize(WIDE);
    }));

  test("a person without a role to administer sees their own, and is told why not the rest", async ({ browser }) => {
    test.slow();
    const other = await newContext(browser, core());
    const page = await other.newPage();
    const errors = watchErrors(page);
    await signIn(page, PERSON);
    await expect(page.getByRole("main")).toContainText("What you may do");
    await expect(page.getByRole("navigation").first()).not.toContainText("Audit");
    await expectAccessible(page);
    for (const [address, says] of [
      ["/approvals", "Everything that will be sent"],
      ["/my-servers", "Vault"],
      ["/my-clients", "Claude Desktop"],
      ["/settings", "Who asks may decide"],
    ] as const) {
      await page.goto(address);
      await expect(page.getByRole("main")).toContainText(says);
      await expectAccessible(page);
    }
    for (const address of [
      "/servers",
      "/audit",
      "/principals",
      "/policies",
      "/network",
      "/public-access",
      "/discovery",
    ]) {
      await page.goto(address);
      await expect(page.getByRole("main")).toContainText("You have no access to this page");
    }
    await expectAccessible(page);
    expect(errors()).toEqual([]);
    await other.close();
  });

  test("a Core that goes away is said quietly, and heals by itself", async () => {
    test.setTimeout(90_000);
    const page = await context.newPage();
    const errors = watchErrors(page, { whileCoreIsAway: true });
    const table = page.getByRole("table", { name: "Audit records" });
    await page.goto("/audit");
    await expect(table).toContainText("files::write_file");
    const live = page.getByText("Live", { exact: true });
    await expect(live).toBeVisible();
    // A change of one's own rights ends the announcements in good order: they are asked for again.
    await core().api(ownerToken).mutate("tokens.create", { principalId: "olga.owner" });
    await expect(live).toBeHidden();
    await expect(live).toBeVisible();
    await core().halt();
    await expect(page.getByText("Live updates are interrupted")).toBeVisible();
    await expect(table).toContainText("files::write_file");
    await expectAccessible(page);
    await table.getByRole("button", { name: "files::write_file tools/call" }).first().click();
    const problem = page.getByRole("dialog").getByRole("alert");
    await expect(problem).toContainText("The record could not be read");
    await expectAccessible(page);

    await core().start();
    await problem.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("dialog")).toContainText("Place in the chain");
    await page.keyboard.press("Escape");
    await expect(page.getByText("Live updates are interrupted")).toBeHidden({ timeout: 30_000 });
    await core().api(ownerToken).mutate("servers.refresh", { serverId: "notes" });
    // One has scrolled to the row that was open: what is new waits above.
    await page.getByRole("button", { name: /new record/ }).click();
    await expect(table).toContainText("server.refresh");
    expect(errors()).toEqual([]);
    await page.close();
  });
});
