import path from "node:path";
import type { Page } from "@playwright/test";
import { connectSdk, hearsChange, toolNames } from "./clients.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { NODE } from "./run-process.ts";
import { commandLineOf, filesystemOverStdio, type HttpServer, startEverythingOverHttp } from "./servers.ts";
import { pressEscape } from "./press-escape.ts";
import { signIn } from "./sign-in.ts";
import { OWNER } from "./start-core.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
let web: HttpServer;
let page: Page;
let errors: () => string[];
let token: string;

test.beforeAll(async ({ browser }) => {
  web = await startEverythingOverHttp(core().scratch);
  page = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  errors = watchErrors(page);
});
test.afterEach(() => expect(errors()).toEqual([]));
test.afterAll(async () => {
  await page?.close();
  await web?.stop();
});

const heading = (name: string) => page.getByRole("heading", { level: 1, name });
const main = () => page.getByRole("main");
/** The administrator's switch of one server, or of one capability. */
const administratorSwitch = (of: string) =>
  page.getByRole("radiogroup", { name: `Administrator's switch for ${of}`, exact: true });
const call = (client: Awaited<ReturnType<typeof connectSdk>>, name: string, args: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: args });

test("the set-up link of the log makes the owner, once", async () => {
  await page.goto("/");
  await expect(heading("Set up Peta")).toBeVisible();
  await page.goto(core().setupLink);
  await expect(page.getByText("Set-up token taken from your link.")).toBeVisible();
  expect(page.url()).not.toContain("setup_");
  await page.getByRole("button", { name: "Create owner" }).click();
  await expect(page.getByLabel("Your name")).toBeFocused();
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create owner" }).click();

  await expect(heading("Overview")).toBeVisible();
  const steps = page.getByRole("list", { name: "First steps" }).getByRole("listitem");
  await expect(steps).toHaveText([
    /Create the owner \(done\)/,
    /Add the first server \(next\)/,
    /first agent/,
    /Waiting for your first call/,
  ]);
  await expect(main()).toContainText(`${core().url}/mcp`);

  await page.goto(core().setupLink);
  await expect(heading("Already set up")).toBeVisible();
});

test("a server is tested before it is saved; one that does not start says why and what to do", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Add server" }).click();
  await expect(heading("Add server")).toBeVisible();
  const command = page.getByLabel("Command");
  await command.fill("no-such-program --flag");
  await page.getByRole("button", { name: "Test connection" }).click();
  const alert = main().getByRole("alert").filter({ hasText: "no-such-program" });
  await expect(alert).toContainText(/Install it|whole path/);

  await command.fill(commandLineOf(filesystemOverStdio(path.join(core().scratch, "files"))));
  await page.getByRole("button", { name: "Test connection" }).click();
  const steps = page.getByRole("list", { name: "Connection test" }).getByRole("listitem");
  await expect(steps).toHaveText([/Check.*done/, /Start.*done/, /handshake.*done/, /offers.*done/]);
  await expect(page.getByRole("list", { name: "Offered capabilities" })).toContainText("read_text_file");
  await page.getByLabel("Server id").fill("files");
  await page.getByLabel("Display name").fill("Project files");
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading("Project files")).toBeVisible();
  await expect(main()).toContainText("Online");
  await expect(page.getByRole("table", { name: "Capabilities" })).toContainText("read_text_file");
});

test("a server that cannot be reached now is saved only by insisting, and its page says what is wrong", async () => {
  await page.goto("/servers/add");
  await page.getByLabel("Command").fill(`${NODE} -e process.exit(3)`);
  await page.getByLabel("Server id").fill("broken");
  await page.getByRole("button", { name: "Save server" }).click();
  const alert = main().getByRole("alert").filter({ hasText: "Nothing was saved" });
  await expect(alert).toContainText(/3/);
  await alert.getByRole("button", { name: "Save anyway" }).click();
  await expect(heading("broken")).toBeVisible();
  await expect(main()).toContainText("The server needs attention");

  await page.goto("/servers/add");
  await page.getByRole("radio", { name: /HTTP/ }).click();
  await page.getByLabel("URL").fill(web.url);
  await page.getByLabel("Server id").fill("everything");
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading("everything")).toBeVisible();
  await page.getByRole("link", { name: "Servers" }).first().click();
  await expect(main()).toContainText("2 of 3 servers are online, 1 needs attention.");
});

test("an agent gets a token that is shown once", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Add agent" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Build bot");
  await expect(dialog.getByLabel("Id", { exact: false }).first()).toHaveValue("build-bot");
  await dialog.getByRole("button", { name: "Add agent" }).click();
  await expect(heading("Build bot")).toBeVisible();

  await page.getByRole("button", { name: "Create token" }).click();
  await dialog.getByLabel("Name").fill("laptop");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog).toContainText("Copy the token now");
  await expect(dialog.getByRole("button", { name: "Done" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Show" }).click();
  token = (await dialog.getByRole("status", { name: "Access token" }).textContent()) ?? "";
  expect(token).toMatch(/^\S{20,}$/);
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByRole("table", { name: "Access tokens" })).toContainText("laptop");
  expect(await page.content()).not.toContain(token);
});

test("permissions: the servers on, one tool off, and why", async () => {
  await page.getByRole("tab", { name: "Permissions" }).click();
  for (const server of ["everything on Project files", "everything on everything"])
    await administratorSwitch(server).getByRole("radio", { name: "On" }).click();
  await expect(main()).toContainText(/1\d of 1\d allowed/);
  await administratorSwitch("write_file").getByRole("radio", { name: "Off" }).click();
  const row = page.getByRole("row").filter({ hasText: "write_file" });
  await expect(row).toContainText(/switched off.*by an administrator/);
  await row.getByRole("button", { name: /why/ }).click();
  await expect(page.getByRole("dialog")).toContainText("files::write_file");
  await expect(page.getByRole("dialog")).toContainText(/switched off/);
  await pressEscape(page);
});

test("an agent's calls arrive in the open audit page without a reload", async () => {
  await page.goto("/audit");
  const table = page.getByRole("table", { name: "Audit records" });
  await expect(table).toContainText("permission.set");
  await expect(table).not.toContainText("files::read_text_file");
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  const client = await connectSdk(core().url, token);
  try {
    const names = await toolNames(client);
    expect(names).toEqual(expect.arrayContaining(["files__read_text_file", "everything__echo"]));
    expect(names).not.toContain("files__write_file");
    const readme = path.join(core().scratch, "files/readme.txt");
    expect(JSON.stringify(await call(client, "files__read_text_file", { path: readme }))).toContain("Governed files.");
    expect(JSON.stringify(await call(client, "everything__echo", { message: "over http" }))).toContain("over http");
    await expect(call(client, "files__write_file", { path: readme, content: "x" })).rejects.toMatchObject({
      code: -32602,
    });
  } finally {
    await client.close();
  }
  const callOf = (tool: string) => table.getByRole("row", { name: `${tool} tools/call` });
  await expect(callOf("files::read_text_file")).toContainText("Allowed");
  await expect(callOf("everything::echo")).toContainText("Allowed");
  await expect(callOf("files::write_file")).toContainText("Denied");
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
});

test("a switch in the Console reaches a live session within a second", async () => {
  await page.goto("/permissions?principal=build-bot");
  const client = await connectSdk(core().url, token);
  try {
    expect(await toolNames(client)).toContain("everything__echo");
    const changed = hearsChange(client);
    const choice = administratorSwitch("echo").getByRole("radio", { name: "Off" });
    await choice.scrollIntoViewIfNeeded();
    const switchedAt = performance.now();
    await choice.click();
    expect((await changed) - switchedAt).toBeLessThan(1_000);
    expect(await toolNames(client)).not.toContain("everything__echo");
    await expect(call(client, "everything__echo", { message: "x" })).rejects.toMatchObject({ code: -32602 });

    const back = hearsChange(client);
    await administratorSwitch("echo").getByRole("radio", { name: "Default" }).click();
    await back;
    expect(await toolNames(client)).toContain("everything__echo");
  } finally {
    await client.close();
  }
});

test("the audit is filtered, shows a call with its arguments and reason, and verifies", async () => {
  await page.goto("/audit");
  await page.getByRole("button", { name: "Outcome" }).click();
  await page.getByRole("menuitemradio", { name: "Denied" }).click();
  await expect(page).toHaveURL(/outcome=denied/);
  const table = page.getByRole("table", { name: "Audit records" });
  await expect(table).not.toContainText("Allowed");
  await table.getByRole("button", { name: /files::write_file/ }).click();
  const record = page.getByRole("dialog");
  await expect(record).toContainText(/switched off.*by an administrator/);
  await expect(record).toContainText("build-bot");
  await expect(record).toContainText("official-client 1.0.0");
  await expect(record).toContainText("readme.txt");
  const link = page.url();
  await pressEscape(page);
  await expect(record).toBeHidden();
  await page.goto(link);
  await expect(record).toContainText("files::write_file");
  await pressEscape(page);

  await page.getByRole("button", { name: "Verify log" }).click();
  await expect(page.getByRole("dialog")).toContainText("The log is complete and unchanged");
  await pressEscape(page);
});

test("a revoked token is refused at once", async () => {
  const client = await connectSdk(core().url, token);
  await page.goto("/principals/detail?principal=build-bot");
  await page.getByRole("button", { name: "Revoke token laptop" }).click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await dialog.getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByRole("table", { name: "Access tokens" })).toContainText("Revoked");
  await expect(client.listTools()).rejects.toThrow();
  await expect(connectSdk(core().url, token)).rejects.toThrow(/401|token/i);
});

test("the overview tells what happened; browser sessions end here and elsewhere", async ({ browser }) => {
  await page.goto("/");
  await expect(page.getByRole("list", { name: "Recent denials" })).toContainText("files::write_file");

  const other = await browser.newPage({ baseURL: core().url });
  await signIn(other);
  await page.goto("/sessions");
  const table = page.getByRole("table", { name: "Browser sessions" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await table.getByRole("button", { name: /End the session/ }).click();
  await expect(table.getByRole("row")).toHaveCount(2);
  await other.reload();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.close();

  await page.getByRole("button", { name: "Sign out here" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto("/servers");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  // The password is emptied with the refusal: what is typed before would be lost.
  await expect(main().getByRole("alert").filter({ hasText: "E-mail or password is wrong." })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading("Servers")).toBeVisible();
});
