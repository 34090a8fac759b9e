import { type AnyClient, connectSdk } from "./clients.ts";
import { ADA } from "./desk/add-desk-data.ts";
import { goTo, signInWithToken, useDesk } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";

const world = useDesk();
test.describe.configure({ mode: "serial" });

let agent: AnyClient;
test.beforeAll(async () => {
  agent = await connectSdk(world().core.url, world().data.agentToken, "claude-desktop");
});
test.afterAll(() => agent?.close());

const call = (name: string, args: Record<string, unknown>) =>
  agent.callTool({ name: `notes__${name}`, arguments: args });
const textOf = (result: Record<string, unknown>): string => JSON.stringify(result.content);
const card = () => world().page.getByRole("article");
const waiting = () => listed().getByRole("option").filter({ hasText: "Expires in" });
const listed = () => world().page.getByRole("listbox", { name: "Approvals" });

test("signs in with a token, which lies on the disk only encrypted", async () => {
  const { page, core, data, desk } = world();
  await expect(page.getByRole("heading", { name: "Connect to Peta" })).toBeVisible();
  expect(desk.system.tray()).toMatchObject({ image: "offline", tip: "Peta Desk: not signed in" });
  await signInWithToken(page, core.url, data.adaToken);
  await expect(page.getByRole("main")).toContainText("Nothing waits for you");
  await expect(page.getByRole("button", { name: "Switch connection" })).toContainText("Ada Lovelace");
  await expect.poll(() => desk.system.tray().tip).toBe("Peta Desk: nothing waits");
  expect(desk.system.tray().image).toBe("idle");
  expect(desk.written()).toContain(core.url);
  expect(desk.written()).not.toContain(data.adaToken);
  expect(await page.content()).not.toContain(data.adaToken);
});

test("an approval appears by itself: inbox, tray, badge and a message of the system, without an argument's value", async () => {
  const { page, desk } = world();
  await goTo(page, "Settings");
  const answer = call("add_note", { title: "Plan", text: "Buy the domian example.com" });
  await expect
    .poll(() => desk.system.messages.at(-1))
    .toMatchObject({
      title: "Claude wants to use Add a note of Team notes",
      isClosed: false,
    });
  expect(JSON.stringify(desk.system.messages)).not.toContain("domian");
  expect(desk.system.tray()).toMatchObject({ image: "waiting", tip: "Peta Desk: 1 approval waits" });
  expect(desk.system.tray().labels).toContain("Claude wants to use Add a note of Team notes");
  expect(desk.system.badge()).toBe(1);
  await expect(page.getByRole("link", { name: /Approvals 1 waiting/ })).toBeVisible();

  await test.step("a click on the message opens it, with everything that will be sent", async () => {
    desk.system.messages.at(-1)?.click();
    await expect(card()).toContainText("Everything that will be sent");
    await expect(card()).toContainText("Buy the domian example.com");
    await expect(card()).toContainText("claude-desktop");
    await expect(card().getByRole("timer")).toContainText(/Expires in (9|10) min/);
    await expect(card()).toContainText("nothing to compare with");
    await card().getByText("All as JSON").click();
    await expect(card().getByRole("tree").first()).toContainText("domian");
    await expect(card()).toContainText("Digest of the call");
  });

  await test.step("edited, checked against the tool's schema, and approved: the agent gets the edited call's result", async () => {
    await card().getByRole("button", { name: "Edit" }).click();
    const title = card().getByRole("textbox", { name: /^title/ });
    await title.fill("");
    await expect(card()).toContainText("It is too short for the tool.");
    await expect(card().getByRole("button", { name: "Approve" })).toBeDisabled();
    await title.fill("Plan");
    await expect(card().getByRole("button", { name: "Approve", exact: true })).toBeEnabled();
    await card().getByRole("textbox", { name: /^text/ }).fill("Buy the domain example.com");
    await expect(card().getByRole("list", { name: /Differences of your changes/ })).toContainText("Changed");
    await card().getByRole("button", { name: "Approve with your changes" }).click();
    expect(textOf(await answer)).toContain("Added note 4");
    expect(textOf(await call("read_note", { id: "4" }))).toContain("Buy the domain example.com");
    await expect(card()).toContainText("Approved and done");
    await expect(card()).toContainText("Approved by you");
    await expect(card().getByRole("list", { name: /Differences of changes of who approved/ })).toBeVisible();
    await expect.poll(() => desk.system.badge()).toBe(0);
    expect(desk.system.tray()).toMatchObject({ image: "idle", tip: "Peta Desk: nothing waits" });
    expect(desk.system.messages.at(-1)?.isClosed).toBe(true);
  });
});

test("the next call of the same tool is compared with the last approved one; a rejection tells the agent why", async () => {
  const { page } = world();
  const answer = call("add_note", { title: "Plan", text: "Buy the domain example.org" });
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /Approvals/ })
    .click();
  await waiting().first().click();
  await expect(card().getByRole("list", { name: "Differences of difference" })).toContainText("example");
  await expect(card()).toContainText("Last approved call");
  await page.getByRole("button", { name: "Reject" }).click();
  const dialog = page.getByRole("dialog", { name: "Reject?" });
  await dialog.getByLabel("Reason").fill("We own enough domains.");
  await dialog.getByRole("button", { name: "Reject" }).click();
  const result = await answer;
  expect(result.isError).toBe(true);
  expect(textOf(result)).toContain("We own enough domains.");
  await expect(card()).toContainText("Rejected by you");
});

test("level 3 wants the password: a wrong one is refused, the right one approves, and neither is kept", async () => {
  const { page, desk } = world();
  const answer = call("delete_note", { id: "2" });
  await listed()
    .getByRole("option", { name: /Delete a note/ })
    .click();
  await expect(card()).toContainText("Asks for your password");
  await card().getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve?" });
  const password = dialog.getByRole("textbox", { name: "Your password" });
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog).toContainText("Enter your password.");
  await password.fill("not the password");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await password.fill(ADA.password);
  await dialog.getByRole("button", { name: "Approve" }).click();
  expect((await answer).isError ?? false).toBe(false);
  await expect(dialog).toBeHidden();
  await expect(card()).toContainText("Approved and done");
  expect(desk.written()).not.toContain(ADA.password);
});

test("the first decision wins: what is decided elsewhere is shown, and cannot be decided again (A53)", async () => {
  const { core, data, desk } = world();
  const answer = call("add_note", { title: "Race", text: "Who is first?" });
  await waiting().first().click();
  await expect(card()).toContainText("Who is first?");
  const { approvals } = await core
    .api(data.ownerToken)
    .query<{ approvals: { approvalId: string }[] }>("approvals.list", { status: "pending" });
  await core.api(data.ownerToken).mutate("approvals.decide", {
    approvalId: approvals[0]?.approvalId,
    decision: "reject",
    reason: "Not today.",
  });
  await expect(card().getByRole("alert")).toContainText("Somebody else was faster: the first decision holds");
  await expect(card().getByRole("alert")).toContainText("Not today.");
  await expect(card().getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect((await answer).isError).toBe(true);
  await expect.poll(() => desk.system.messages.at(-1)?.isClosed).toBe(true);
});

test("the keyboard alone: j and k move, Enter goes in, e edits, r rejects, a approves after one more look", async () => {
  const { page, desk } = world();
  const { keyboard } = page;
  const older = call("add_note", { title: "One", text: "the older one" });
  await expect.poll(() => desk.system.badge()).toBe(1);
  const newer = call("add_note", { title: "Two", text: "the newer one" });
  await expect(waiting()).toHaveCount(2);
  await expect.poll(() => desk.system.badge()).toBe(2);
  await keyboard.press("g");
  await keyboard.press("s");
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
  await keyboard.press("g");
  await keyboard.press("a");
  await expect(card()).toBeVisible();
  const selected = listed().getByRole("option", { selected: true });
  // What was looked at last is not one of the two: to the top, whatever is picked.
  for (let presses = 0; presses < 8; presses++) await keyboard.press("k");
  await expect(listed().getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await expect(card()).toContainText("the newer one");
  await keyboard.press("j");
  await expect(card()).toContainText("the older one");
  await expect(selected).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.press("e");
  await expect(card().getByRole("group", { name: "Arguments to send" })).toBeVisible();
  await card().getByRole("button", { name: "Cancel editing" }).press("Enter");
  await keyboard.press("r");
  await expect(page.getByRole("dialog", { name: "Reject?" }).getByLabel("Reason")).toBeFocused();
  await keyboard.type("No.");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(card()).toContainText("Rejected by you");
  await keyboard.press("k");
  for (let presses = 0; presses < 8; presses++) await keyboard.press("k");
  await expect(card()).toContainText("the newer one");
  await keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Approve" }).press("Enter");
  await expect(card()).toContainText("Approved and done");
  expect((await older).isError).toBe(true);
  expect((await newer).isError ?? false).toBe(false);
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Edit the arguments");
  await keyboard.press("Escape");
});
