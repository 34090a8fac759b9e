import type { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { connectSdk, hearsChange, toolNames } from "./clients.ts";
import { goTo, signInWithToken, useDesk } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";

const world = useDesk();
test.describe.configure({ mode: "serial" });

const main = () => world().page.getByRole("main");
/** Ends the session too, as an application does that is closed. */
async function leave(agent: Awaited<ReturnType<typeof connectSdk>>): Promise<void> {
  await (agent.transport as StreamableHTTPClientTransport).terminateSession();
  await agent.close();
}
const connectAgent = () => connectSdk(world().core.url, world().data.agentToken, "claude-desktop");

test.beforeAll(async () => {
  const { page, core, data } = world();
  await signInWithToken(page, core.url, data.adaToken);
});

test("a tool is switched off for one client: its list shrinks within a second, and comes back", async () => {
  const { page } = world();
  const agent = await connectAgent();
  try {
    expect(await toolNames(agent)).toContain("notes__read_note");
    await goTo(page, "Clients");
    await page.getByRole("option", { name: /claude-desktop/ }).click();
    await expect(main()).toContainText("Acts as Claude");
    const changed = hearsChange(agent);
    const toggle = page.getByRole("switch", { name: "read_note for this client" });
    const switchedAt = performance.now();
    await toggle.click();
    expect((await changed) - switchedAt).toBeLessThan(1_000);
    expect(await toolNames(agent)).not.toContain("notes__read_note");
    await expect(toggle).not.toBeChecked();
    await expect(page.getByRole("option", { name: /claude-desktop/ })).toContainText("1 limited");

    const back = hearsChange(agent);
    await toggle.click();
    await back;
    expect(await toolNames(agent)).toContain("notes__read_note");
    await expect(toggle).toBeChecked();
  } finally {
    await leave(agent);
  }
});

test("a level is raised for one client, and cannot go below the administrator's", async () => {
  const { page, desk } = world();
  const agent = await connectAgent();
  try {
    const level = page.getByRole("combobox", { name: "Danger level of read_note for this client" });
    await level.selectOption("2");
    await expect(main().getByRole("listitem").filter({ hasText: "read_note" })).toContainText("Needs approval");
    const answer = agent.callTool({ name: "notes__read_note", arguments: { id: "1" } });
    await expect.poll(() => desk.system.badge()).toBe(1);
    desk.system.messages.at(-1)?.click();
    await page.getByRole("article").getByRole("button", { name: "Approve" }).click();
    expect(JSON.stringify(await answer)).toContain("Welcome");
    await goTo(page, "Clients");
    const fixed = page.getByRole("combobox", { name: "Danger level of add_note for this client" });
    expect(await fixed.locator("option").allTextContents()).toEqual(["As set: Approval", expect.stringMatching(/^3/)]);
    await level.selectOption("0");
    await expect(page.getByRole("option", { name: /claude-desktop/ })).not.toContainText("limited");
  } finally {
    await leave(agent);
  }
});

test("what is off for all clients is locked for each of them, with the reason", async () => {
  const { page } = world();
  await page.getByRole("group", { name: "Claude" }).getByRole("option", { name: "All clients" }).click();
  await page.getByRole("switch", { name: "list_notes for this client" }).click();
  await expect(page.getByRole("switch", { name: "list_notes for this client" })).not.toBeChecked();
  await page.getByRole("option", { name: /claude-desktop/ }).click();
  const locked = page.getByRole("switch", { name: "list_notes for this client" });
  await expect(locked).toBeDisabled();
  await expect(page.getByRole("listitem").filter({ hasText: "list_notes" })).toContainText(/off/);
  await page.getByRole("group", { name: "Claude" }).getByRole("option", { name: "All clients" }).click();
  await page.getByRole("switch", { name: "list_notes for this client" }).click();
  await expect(page.getByRole("switch", { name: "list_notes for this client" })).toBeChecked();
});

test("own credentials: missing, wrong, right, shared, changed and removed; a secret is never shown again", async () => {
  const { page, core, data, desk } = world();
  const agent = await connectAgent();
  const forecast = () =>
    agent.callTool({ name: "weather__forecast", arguments: { city: "Oslo" } }).then(
      (result) => JSON.stringify(result),
      (error: unknown) => String(error),
    );
  const region = page
    .getByRole("region", { name: "Weather" })
    .or(page.locator("section").filter({ hasText: "Weather" }));
  const steps = page.getByRole("list", { name: "Test of your credentials for Weather" }).getByRole("listitem");
  try {
    await goTo(page, "Own credentials");
    await expect(main()).toContainText("1 server does not work before you enter your own.");
    await expect(region.first()).toContainText("Needed");
    await page.getByRole("button", { name: "Test and store" }).click();
    await expect(main()).toContainText("This is needed.");
    await expect(page.getByRole("textbox", { name: "API key" })).toBeFocused();

    await page.getByRole("textbox", { name: "API key" }).fill("wrong-key-1234");
    await page.getByRole("button", { name: "Test and store" }).click();
    await expect(steps).toHaveText([/Check.*done/, /Start.*failed/, /Store.*skipped/], { timeout: 20_000 });
    await expect(steps.nth(1)).toContainText("did not start with these values");
    await expect(region.first()).toContainText("Needed");

    await page.getByRole("textbox", { name: "API key" }).fill("wk-secret-4711");
    await page.getByLabel("Unit").selectOption("fahrenheit");
    await page.getByLabel("My agents may use them too").check();
    await page.getByRole("button", { name: "Test and store" }).click();
    await expect(steps).toHaveText([/Check.*done/, /Start.*done/, /Store.*done/], { timeout: 20_000 });
    await expect(region.first()).toContainText("Stored");
    await expect(main()).toContainText("shared with your agents");
    await expect.poll(forecast).toContain("21 degrees fahrenheit, for the holder of 4711");

    await page.getByRole("button", { name: "Change" }).click();
    await expect(page.getByRole("textbox", { name: "API key" })).toHaveValue("");
    await expect(main()).toContainText("Stored. Leave it empty to keep it.");
    await expect(page.getByLabel("Unit")).toHaveValue("fahrenheit");
    expect(await page.content()).not.toContain("wk-secret-4711");
    expect(desk.written()).not.toContain("wk-secret-4711");
    await page.getByLabel("My agents may use them too").uncheck();
    await page.getByRole("button", { name: "Test and store" }).click();
    await expect(main()).not.toContainText("shared with your agents");
    await expect.poll(forecast).not.toContain("4711");

    await page.getByLabel("For", { exact: true }).selectOption({ label: "For Claude" });
    await expect(main()).toContainText("Needed");
    await page.getByRole("textbox", { name: "API key" }).fill("wk-agents-0815");
    await page.getByRole("button", { name: "Test and store" }).click();
    await expect(main()).toContainText("Stored", { timeout: 20_000 });
    await expect.poll(forecast).toContain("for the holder of 0815");

    await page.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove Claude's credentials for Weather?" });
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(dialog).toBeHidden();
    await expect(main()).toContainText("Needed");
    await expect.poll(forecast).not.toContain("0815");
    const { servers } = {
      servers: await core.api(data.adaToken).query<{ isConfigured: boolean }[]>("userServers.list", {}),
    };
    expect(servers).toMatchObject([{ isConfigured: true }]);
  } finally {
    await leave(agent);
  }
});

test("open sessions of the person's agents appear and end live", async () => {
  const { page } = world();
  await goTo(page, "Sessions");
  await expect(main()).toContainText("No application is connected");
  const agent = await connectAgent();
  const table = page.getByRole("table", { name: "Sessions" });
  await expect(table).toContainText("claude-desktop 1.0.0");
  await expect(main()).toContainText("1 application is connected.");
  await table.getByRole("button", { name: "End the session of claude-desktop 1.0.0" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(main()).toContainText("No application is connected");
  await expect(agent.listTools()).rejects.toThrow(/404|session/i);
  await agent.close().catch(() => {});
});

test("settings: theme and messages, kept over a restart; the sign-in too", async () => {
  const { desk } = world();
  let { page } = desk;
  await goTo(page, "Settings");
  await page.getByLabel("Theme").selectOption({ label: "Dark" });
  await expect.poll(() => page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(true);
  await page.getByRole("switch", { name: "Tell me when an approval waits" }).click();
  await desk.restart();
  page = desk.page;
  await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await goTo(page, "Settings");
  await expect(page.getByLabel("Theme")).toHaveValue("dark");
  await expect(page.getByRole("switch", { name: "Tell me when an approval waits" })).not.toBeChecked();
  const agent = await connectAgent();
  const answer = agent.callTool({ name: "notes__add_note", arguments: { title: "Quiet", text: "x" } });
  await expect.poll(() => desk.system.badge()).toBe(1);
  expect(desk.system.messages).toEqual([]);
  desk.system.tray().click(/Claude wants to use Add a note/);
  await expect(page.getByRole("article")).toContainText("Quiet");
  await page.getByRole("article").getByRole("button", { name: "Approve" }).click();
  await answer;
  await leave(agent);
});

test("Core goes away: said quietly, nothing is lost from the screen, and it heals by itself", async () => {
  test.setTimeout(90_000);
  const { desk, core } = world();
  const { page } = desk;
  await expect(page.getByRole("article")).toContainText("Quiet");
  await core.halt();
  await expect(page.getByRole("alert").filter({ hasText: "Main is not reachable" })).toBeVisible();
  await expect(page.getByRole("article")).toContainText("Quiet");
  await expect.poll(() => desk.system.tray().image).toBe("offline");
  await goTo(page, "Sessions");
  await expect(page.getByRole("alert").filter({ hasText: "Sessions could not be read" })).toContainText(
    "does not answer",
  );
  await core.start();
  await page.getByRole("button", { name: "Try now" }).click();
  await expect(page.getByText("Main is not reachable")).toBeHidden({ timeout: 30_000 });
  await expect(main()).toContainText("No application is connected");
  await expect.poll(() => desk.system.tray().image).toBe("idle");
});

test("an administrator disables the person: Desk is signed out within a second, and says why", async () => {
  const { desk, core, data } = world();
  const { page } = desk;
  const disabledAt = performance.now();
  await core.api(data.ownerToken).mutate("principals.update", { principalId: "ada", status: "disabled" });
  await expect(page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible({ timeout: 1_000 });
  expect(performance.now() - disabledAt).toBeLessThan(1_500);
  await expect(page.getByRole("alert")).toContainText(/disabled/i);
  await core.api(data.ownerToken).mutate("principals.update", { principalId: "ada", status: "active" });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Signed out");
});

test("a revoked token ends the connection within a second", async () => {
  const { desk, core, data } = world();
  const { page } = desk;
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await core.api(data.ownerToken).mutate("tokens.revoke", { token: data.adaToken });
  await expect(page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible({ timeout: 1_500 });
  await expect(page.getByRole("alert")).toContainText(/revoked|no longer accepts/);
});

test("signing in anew with another token, signing out, and removing the connection", async () => {
  const { desk, core, data } = world();
  const { page } = desk;
  const { token } = await core
    .api(data.ownerToken)
    .mutate<{ token: string }>("tokens.create", { principalId: "ada", name: "Desk again" });
  await page.getByRole("button", { name: "Use an access token" }).click();
  await page.getByRole("textbox", { name: "Access token" }).fill(token);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await goTo(page, "Settings");
  const actions = page.getByRole("button", { name: "Actions for Main" });
  await actions.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("list", { name: "Connections" })).toContainText("Signed out");
  await goTo(page, "Settings");
  await actions.click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("heading", { name: "Connect to Peta" })).toBeVisible();
  expect(desk.written()).not.toContain(core.url);
  expect(desk.system.tray()).toMatchObject({ tip: "Peta Desk: not signed in" });
});
