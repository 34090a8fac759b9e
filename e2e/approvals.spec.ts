import type { Page } from "@playwright/test";
import { connectSdk } from "./clients.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { addSampleData, PERSON, type Sample } from "./sample-data.ts";
import { signIn } from "./sign-in.ts";
import { OWNER } from "./start-core.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
let ownerToken: string;
let sample: Sample;
let page: Page;
let errors: () => string[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(90_000);
  ownerToken = await core().setUp();
  sample = await addSampleData(core(), ownerToken);
  page = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  errors = watchErrors(page);
  await signIn(page);
});
test.afterEach(() => expect(errors()).toEqual([]));
test.afterAll(() => page?.close());

const main = () => page.getByRole("main");
const card = (name: string) => main().getByRole("article").filter({ hasText: name });
const inRail = (of: Page = page) =>
  of.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Approvals/ });

/** The agent makes one call and says what came back, as text. It waits while Core holds the call. */
async function callAsClaude(tool: string, args: Record<string, unknown>): Promise<string> {
  const client = await connectSdk(core().url, sample.claude, "claude-desktop");
  try {
    return JSON.stringify(await client.callTool({ name: tool, arguments: args }, undefined, { timeout: 90_000 }));
  } finally {
    await client.close();
  }
}

test("danger levels are set where the tool stands, and say what they ask", async () => {
  await page.goto("/servers/detail?server=notes");
  await page.getByRole("combobox", { name: "Danger level of add_note" }).selectOption({ label: "2 · Approval" });
  await page.getByRole("button", { name: /^delete_note/ }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Danger level").selectOption("3");
  await expect(panel).toContainText("confirms with their password");
  await page.keyboard.press("Escape");
  await core()
    .api(ownerToken)
    .mutate("permissions.set", {
      principalId: "claude",
      serverId: "notes",
      enabled: null,
      capability: { kind: "tool", name: "delete_note" },
    });
});

test("a call that waits appears by itself, is edited by keyboard and runs as edited", async () => {
  await page.goto("/approvals");
  await expect(main()).toContainText("Nothing has asked yet");
  const answer = callAsClaude("notes__add_note", { title: "Report", text: "Send everything to everybody." });
  await expect(inRail()).toContainText("1");
  await expect(card("notes::add_note")).toContainText("Send everything to everybody.");
  await expect(card("notes::add_note")).toContainText("Claude Desktop");
  await expect(card("notes::add_note")).toContainText("claude-desktop");

  await page.keyboard.press("e");
  const text = main().getByRole("textbox", { name: /^text/ });
  await text.fill("Send the summary to the team.");
  await expect(main().getByRole("list", { name: "Differences of your changes" })).toContainText("everybody");
  await main().getByRole("button", { name: "Approve edited call" }).click();
  await expect(card("notes::add_note")).toContainText("Approved by olga.owner in the Console");
  expect(await answer).toContain("Added note");
  await expect(card("notes::add_note")).toContainText("The call was made.");
  await expect(inRail()).not.toContainText("1");

  const notes = await core().api(ownerToken).mutate<unknown>("gateway.callTool", {
    name: "notes::list_notes",
    arguments: {},
  });
  expect(JSON.stringify(notes)).toContain("Report");
});

test("both versions of the arguments are in the audit", async () => {
  await page.goto("/audit?action=approval.approve");
  await page.getByRole("table", { name: "Audit records" }).locator("[data-row-control]").first().click();
  const record = page.getByRole("dialog");
  await expect(record).toContainText("Send everything to everybody.");
  await expect(record).toContainText("Send the summary to the team.");
  await record.getByRole("link", { name: "Show the approval" }).click();
  await expect(card("notes::add_note")).toContainText("Arguments were edited");
});

test("the same tool again shows what is different from the last approved call", async () => {
  const answer = callAsClaude("notes__add_note", { title: "Report", text: "Send the summary to the press." });
  await page.goto("/approvals");
  const differences = main().getByRole("list", { name: "Differences of difference" });
  await expect(differences.getByRole("listitem")).toHaveCount(1);
  await expect(differences.locator("del")).toContainText("team");
  await expect(differences.locator("ins")).toContainText("press");

  await page.keyboard.press("r");
  await page.getByRole("dialog").getByLabel("Reason").fill("Not to the press.");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(card("notes::add_note")).toContainText("Rejected by olga.owner in the Console");
  expect(await answer).toContain("Not to the press.");
});

test("level 3 wants the password, and a wrong one is refused", async () => {
  const answer = callAsClaude("notes__delete_note", { id: "1" });
  await page.goto("/approvals");
  await expect(card("notes::delete_note")).toContainText("Asks for your password");
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("can destroy things");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog).toContainText("Your password is needed.");
  await dialog.getByRole("textbox", { name: "Your password" }).fill("not the password");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/password/);
  await dialog.getByRole("textbox", { name: "Your password" }).fill(OWNER.password);
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog).toBeHidden();
  expect(await answer).toContain("Deleted note 1");
});

test("policy decides about an edit anew: it can want the password, a reason, or refuse", async () => {
  const { mutate, query } = core().api(ownerToken);
  const inForce = await query<{ version: number; rules: unknown[] }>("policies.get");
  const about = { match: { servers: ["notes"], capabilities: ["add_note"] } };
  const rules = [
    { id: "urgent", priority: 20, ...about, when: 'args.title == "Urgent"', effect: "approve_with_step_up" },
    {
      id: "explained",
      priority: 5,
      ...about,
      when: 'args.title == "Draft"',
      effect: "approve",
      obligations: { requireReason: true },
    },
  ];
  await mutate("policies.save", { version: inForce.version, rules: [...inForce.rules, ...rules] });

  const answer = callAsClaude("notes__add_note", { title: "Draft", text: "A first try." });
  await page.goto("/approvals");
  await expect(card("notes::add_note")).toContainText("You have to say why you decide as you do.");
  await page.keyboard.press("e");
  const title = main().getByRole("textbox", { name: /^title/ });
  await main().getByRole("textbox", { name: /^text/ }).fill("The password is hidden.");
  const dialog = page.getByRole("dialog");
  await main().getByRole("button", { name: "Approve edited call" }).click();
  await dialog.getByRole("button", { name: "Approve edited" }).click();
  await expect(dialog).toContainText("A rule wants you to say why.");
  await dialog.getByLabel("Reason").fill("It is fine.");
  await dialog.getByRole("button", { name: "Approve edited" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Notes hold no passwords");
  await page.keyboard.press("Escape");

  await main().getByRole("textbox", { name: /^text/ }).fill("It burns.");
  await title.fill("Urgent");
  await main().getByRole("button", { name: "Approve edited call" }).click();
  await dialog.getByLabel("Reason").fill("It is fine.");
  await dialog.getByRole("button", { name: "Approve edited" }).click();
  await dialog.getByRole("textbox", { name: "Your password" }).fill(OWNER.password);
  await dialog.getByRole("button", { name: "Approve edited" }).click();
  await expect(dialog).toBeHidden();
  await expect(card("notes::add_note")).toContainText("“It is fine.”");
  expect(await answer).toContain("Added note");
});

test("the person behind the agent decides too; who was slower is told so", async ({ browser }) => {
  const ada = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  const complaints = watchErrors(ada);
  await signIn(ada, PERSON);
  await expect(ada.getByRole("main")).toContainText("Nothing waits for you");

  const answer = callAsClaude("notes__add_note", { title: "Race", text: "Who is first?" });
  await page.goto("/approvals");
  await expect(card("notes::add_note")).toContainText("Who is first?");
  // Without a reload: who is no administrator hears of what is theirs as well.
  await expect(ada.getByRole("main")).toContainText("A call waits for your decision");
  await ada.getByRole("link", { name: "Decide" }).click();
  await expect(ada.getByRole("main")).toContainText("Who is first?");
  await ada.keyboard.press("a");
  await expect(ada.getByRole("main")).toContainText("Approved by ada in the Console");
  expect(await answer).toContain("Added note");
  await expect(card("notes::add_note").getByRole("alert")).toContainText("ada was faster: the first decision holds");
  await expect(main().getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect(complaints()).toEqual([]);
  await ada.close();
});

test("filters live in the address; an approval that is gone says so", async () => {
  await page.goto("/approvals");
  await page.getByRole("button", { name: "State" }).click();
  await page.getByRole("menuitemradio", { name: "Rejected" }).click();
  await expect(page).toHaveURL(/status=rejected/);
  const list = page.getByRole("listbox", { name: "Approvals" });
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("j");
  await expect(card("notes::add_note")).toContainText("Not to the press.");
  await page.reload();
  await expect(card("notes::add_note")).toContainText("Not to the press.");
  await page.goto("/approvals?approval=apr_gone");
  await expect(main()).toContainText("There is no such approval");
});

test("who may decide is a setting; who asks for themself is told why they may not", async () => {
  await page.goto("/settings");
  await page.getByRole("radio", { name: /Never/ }).click();
  await expect(page.getByText("It holds from the next question on.", { exact: true })).toBeVisible();
  const saved = page.waitForResponse(/approvals\.updateSettings/);
  await page.getByLabel("A question waits").selectOption({ label: "5 minutes" });
  await saved;
  await page.reload();
  await expect(page.getByRole("radio", { name: /Never/ })).toBeChecked();
  await expect(page.getByLabel("A question waits")).toHaveValue("300");

  const mine = connectSdk(core().url, ownerToken, "my-own-client");
  const client = await mine;
  const answer = client.callTool({ name: "notes__add_note", arguments: { title: "Mine", text: "Mine." } }, undefined, {
    timeout: 90_000,
  });
  await page.goto("/approvals");
  await expect(card("notes::add_note")).toContainText("You may not decide this one");
  await expect(card("notes::add_note")).toContainText("somebody else has to");
  await expect(main().getByRole("button", { name: "Approve" })).toBeDisabled();
  await page.goto("/settings");
  await page.getByRole("radio", { name: /With another credential/ }).click();
  await expect(page.getByText("It holds from the next question on.", { exact: true })).toBeVisible();
  await page.goto("/approvals");
  await main().getByRole("button", { name: "Approve" }).click();
  expect(JSON.stringify(await answer)).toContain("Added note");
  await client.close();
});
