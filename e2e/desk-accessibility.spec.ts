import { mkdirSync } from "node:fs";
import path from "node:path";
import { type AnyClient, connectSdk } from "./clients.ts";
import { expectAccessible, expectLayerAccessible } from "./desk/expect-accessible.ts";
import { goTo, signInWithToken, useDesk } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";

const world = useDesk({ viewport: { width: 1_080, height: 760 } });
test.describe.configure({ mode: "serial" });

/** `DESK_PICTURES=<directory>` keeps a picture of every state, to be looked at. */
const pictures = process.env.DESK_PICTURES;
async function look(name: string, expectIt = expectAccessible): Promise<void> {
  const { page } = world();
  await expectIt(page, async (suffix) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `${name}${suffix}.png`), animations: "disabled", caret: "hide" });
  });
}

let agent: AnyClient;
test.afterAll(() => agent?.close());
const call = (name: string, args: Record<string, unknown>) =>
  agent.callTool({ name: `notes__${name}`, arguments: args }).catch(() => ({}));
const card = () => world().page.getByRole("article");

test("connecting: empty, with mistakes, with a token, while the browser is awaited", async () => {
  const { page, core } = world();
  await expect(page.getByRole("heading", { name: "Connect to Peta" })).toBeVisible();
  await look("connect");
  await page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect(page.getByText("Enter the address.")).toBeVisible();
  await page.getByLabel("Address of Peta").fill("http://127.0.0.1:9");
  await page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect(page.getByRole("alert")).toContainText("does not answer");
  await look("connect-mistake", expectLayerAccessible);
  await page.getByLabel("Address of Peta").fill(core.url);
  await page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect(page.getByText("Go on in your browser")).toBeVisible();
  await look("connect-browser", expectLayerAccessible);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Use an access token" }).click();
  await look("connect-token", expectLayerAccessible);
  await page.getByRole("button", { name: "Use the browser instead" }).click();
});

test("every page with nothing on it", async () => {
  const { page, core, data } = world();
  await signInWithToken(page, core.url, data.adaToken);
  await expect(page.getByRole("main")).toContainText("Nothing waits for you");
  await look("approvals-empty");
  await goTo(page, "Sessions");
  await expect(page.getByRole("main")).toContainText("No application is connected");
  await look("sessions-empty");
  await goTo(page, "Clients");
  await expect(page.getByRole("main")).toContainText("No application has called yet");
  await look("clients-empty");
});

test("an approval: waiting, edited, stepped up, decided", async () => {
  test.setTimeout(120_000);
  const { page, core, data, desk } = world();
  agent = await connectSdk(core.url, data.agentToken, "claude-desktop");
  const answers = [call("add_note", { title: "Offer", text: "Dear Bob,\n\nwe can deliver on Monday for 1,200 EUR." })];
  await expect.poll(() => desk.system.badge()).toBe(1);
  await goTo(page, "Approvals");
  await page.getByRole("option").first().click();
  await card().getByRole("button", { name: "Approve" }).click();
  await Promise.all(answers);
  const edited = call("add_note", { title: "Offer", text: "Dear Bob,\n\nwe can deliver on Friday for 1,150 EUR." });
  const deleted = call("delete_note", { id: "2" });
  await expect.poll(() => desk.system.badge()).toBe(2);
  const waiting = page.getByRole("option").filter({ hasText: "Expires in" });
  await waiting.filter({ hasText: "Add a note" }).click();
  await expect(card()).toContainText("Last approved call");
  await look("approval");
  await card().getByText("All as JSON").click();
  await look("approval-json", expectLayerAccessible);
  await card().getByText("All as JSON").click();
  await card().getByRole("button", { name: "Edit" }).click();
  await card().getByRole("textbox", { name: /^text/ }).fill("Dear Bob,\n\nwe can deliver on Friday for 1,250 EUR.");
  await look("approval-edit");
  await card()
    .getByRole("textbox", { name: /^title/ })
    .fill("");
  await look("approval-edit-mistake", expectLayerAccessible);
  await card()
    .getByRole("textbox", { name: /^title/ })
    .fill("Offer");
  await card().getByRole("button", { name: "Approve with your changes" }).click();
  await edited;
  await expect(card()).toContainText("Approved and done");
  await look("approval-decided");
  await waiting.filter({ hasText: "Delete a note" }).click();
  await card().getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await look("approval-password");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reject" }).click();
  await look("approval-reject", expectLayerAccessible);
  await page.getByRole("dialog").getByLabel("Reason").fill("Ask Bob first.");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await deleted;
  await expect(card()).toContainText("Rejected by you");
  await look("approval-rejected", expectLayerAccessible);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await look("keys");
  await page.keyboard.press("Escape");
});

test("clients, credentials, sessions, settings", async () => {
  const { page } = world();
  await goTo(page, "Clients");
  await page.getByRole("option", { name: /claude-desktop/ }).click();
  await page.getByRole("switch", { name: "read_note for this client" }).click();
  await expect(page.getByRole("option", { name: /claude-desktop/ })).toContainText("1 limited");
  await look("clients");
  await goTo(page, "Own credentials");
  await page.getByRole("button", { name: "Test and store" }).click();
  await expect(page.getByRole("main")).toContainText("This is needed.");
  await page.getByRole("textbox", { name: "API key" }).fill("wrong");
  await page.getByRole("button", { name: "Test and store" }).click();
  await expect(page.getByRole("main")).toContainText("did not start with these values", { timeout: 20_000 });
  await look("credentials-failed");
  await page.getByRole("textbox", { name: "API key" }).fill("wk-1234");
  await page.getByRole("button", { name: "Test and store" }).click();
  await expect(page.getByRole("button", { name: "Change" })).toBeVisible({ timeout: 20_000 });
  await look("credentials");
  await page.getByRole("button", { name: "Remove" }).click();
  await look("credentials-remove", expectLayerAccessible);
  await page.keyboard.press("Escape");
  await goTo(page, "Sessions");
  await expect(page.getByRole("table")).toContainText("claude-desktop");
  await look("sessions");
  await goTo(page, "Settings");
  await look("settings");
  await page.getByRole("button", { name: "Switch connection" }).click();
  await expect(page.getByRole("menuitem", { name: "Add a connection" })).toBeVisible();
  await look("connections", expectLayerAccessible);
  await page.keyboard.press("Escape");
});

test("a link's question, an outage, a signed-out connection", async () => {
  const { page, desk, core, data } = world();
  desk.system.followLink("peta-desk://connect?core=https%3A%2F%2Fpeta.example.org");
  await expect(page.getByRole("dialog", { name: "Connect Desk to peta.example.org?" })).toBeVisible();
  await look("link");
  await page.keyboard.press("Escape");
  await core.api(data.ownerToken).mutate("tokens.revoke", { token: data.adaToken });
  await expect(page.getByRole("list", { name: "Connections" })).toContainText("Signed out");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /Approvals/ })
    .click();
  await expect(page.getByRole("heading", { name: "Signed out of Main" })).toBeVisible();
  await look("signed-out");
});
