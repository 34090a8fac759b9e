import path from "node:path";
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Page } from "@playwright/test";
import { expect, test, useCore } from "./fixtures.ts";
import { startApplication } from "./oauth-application.ts";
import { NODE, plainEnvironment, ROOT } from "./run-process.ts";
import { notesOverStdio } from "./servers.ts";
import { signIn } from "./sign-in.ts";
import { type Api, OWNER } from "./start-core.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
const INFO = { name: "official", version: "1.0.0" };
const PERSON = { email: "uma@example.com", password: "a long password of uma" };
let api: Api;
let page: Page;
let errors: () => string[];

test.beforeAll(async ({ browser }) => {
  api = core().api(await core().setUp());
  await api.mutate("servers.add", { serverId: "notes", launch: notesOverStdio() });
  await api.mutate("permissions.set", { principalId: "olga.owner", serverId: "notes", enabled: true });
  await api.mutate("principals.add", {
    principalId: "uma",
    kind: "person",
    role: "user",
    displayName: "Uma User",
    ...PERSON,
  });
  await api.mutate("permissions.set", { principalId: "uma", serverId: "notes", enabled: true });
  page = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  errors = watchErrors(page);
});
// The pages of the applications are theirs: mcp-remote's is gone before the browser has asked for its icon.
test.afterEach(() => expect(errors().filter((error) => error.startsWith(core().url))).toEqual([]));
test.afterAll(() => page?.close());

const allow = () => page.getByRole("button", { name: "Allow", exact: true });
async function signInHere(who = OWNER as { email: string; password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("textbox", { name: "Password" }).fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("mcp-remote signs in through the browser and calls a tool", async () => {
  const transport = new StdioClientTransport({
    command: NODE,
    args: [path.join(ROOT, "node_modules/mcp-remote/dist/proxy.js"), `${core().url}/mcp`, "--allow-http"],
    env: {
      ...plainEnvironment(core().scratch),
      MCP_REMOTE_CONFIG_DIR: path.join(core().scratch, "mcp-remote"),
      // It opens a browser by itself where it finds one; ours is the test's.
      PATH: path.dirname(NODE),
    },
    stderr: "pipe",
  });
  const said = new Promise<string>((resolve) => {
    let output = "";
    transport.stderr?.on("data", (chunk: Buffer) => {
      output += String(chunk);
      const address = /(http:\/\/\S+\/oauth\/authorize\?\S+)\s/.exec(output)?.[1];
      if (address) resolve(address);
    });
  });
  const client = new OldClient(INFO);
  const connected = client.connect(transport, { timeout: 50_000 });

  await page.goto(await said);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signInHere();
  await expect(page.getByRole("heading", { level: 1, name: /^Allow .+\?$/ })).toBeVisible();
  await expect(page.getByText("It wants to act as Olga Owner in Main.")).toBeVisible();
  await expect(page.getByText("Allow this only if you have just started it")).toBeVisible();
  await allow().click();
  await expect(page).not.toHaveURL(/consent/);
  await expect(page.locator("body")).toContainText(/authoriz/i);

  await connected;
  expect((await client.listTools()).tools.map((tool) => tool.name)).toContain("notes__list_notes");
  const answer = await client.callTool({ name: "notes__list_notes", arguments: {} });
  expect(answer.isError).not.toBe(true);
  const { rows } = await api.query<{ rows: { principalId: string; outcome: string }[] }>("audit.list", {
    action: "tools/call",
  });
  expect(rows[0]).toMatchObject({ principalId: "olga.owner", outcome: "allowed" });
  await client.close();
});

for (const [name, connect] of Object.entries({
  "sdk 1.32": (url: URL, authProvider: never) =>
    [new OldClient(INFO), new OldTransport(url, { authProvider })] as const,
  "client 2.4, pinned to 2026-07-28": (url: URL, authProvider: never) =>
    [
      new NewClient(INFO, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
      new NewTransport(url, { authProvider }),
    ] as const,
}))
  test(`the official client signs in through the browser: ${name}`, async () => {
    const application = await startApplication();
    const endpoint = new URL(`${core().url}/mcp`);
    const [first, transport] = connect(endpoint, application.provider as never);
    await expect((first as OldClient).connect(transport)).rejects.toThrow(/unauthorized/i);
    await page.goto(application.authorizationUrl());
    await expect(page.getByRole("heading", { level: 1, name: "Allow Example Agent?" })).toBeVisible();
    await allow().click();
    await expect(page.getByRole("heading", { name: "Back in the application" })).toBeVisible();
    const answer = await application.answer();
    expect(Object.fromEntries(answer)).toMatchObject({ state: "state-of-the-application", iss: core().url });
    await transport.finishAuth(answer.get("code") ?? "", answer.get("iss") ?? "");
    const [client, second] = connect(endpoint, application.provider as never);
    await (client as OldClient).connect(second);
    const called = await (client as OldClient).callTool({ name: "notes__list_notes", arguments: {} });
    expect(called.isError).not.toBe(true);
    await client.close();
    await application.stop();
  });

test("a person may be somebody else, leave something away, or deny it; keyboard alone is enough", async () => {
  const application = await startApplication();
  const [client, transport] = [
    new OldClient(INFO),
    new OldTransport(new URL(`${core().url}/mcp`), { authProvider: application.provider as never }),
  ];
  await expect(client.connect(transport)).rejects.toThrow(/unauthorized/i);

  // From a page of another site, as a web application does it: the session cookie stays where it belongs.
  await page.goto(application.page);
  await page.getByRole("link", { name: "Connect to Peta" }).click();
  await expect(page.getByText("It wants to act as Olga Owner in Main.")).toBeVisible();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByRole("heading", { name: "Back in the application" })).toBeVisible();
  expect((await application.answer()).get("error")).toBe("access_denied");

  await page.goto(application.authorizationUrl());
  await page.getByRole("button", { name: "Use another account" }).click();
  await signInHere(PERSON);
  await expect(page.getByText("It wants to act as Uma User in Main.")).toBeVisible();
  await page.getByRole("checkbox", { name: /resources/ }).press("Space");
  await page.getByRole("checkbox", { name: /prompts/ }).press("Space");
  await allow().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Back in the application" })).toBeVisible();
  const answer = await application.answer();
  await transport.finishAuth(answer.get("code") ?? "");
  expect(application.kept.tokens).toMatchObject({ scope: "mcp:tools" });
  await application.stop();
});

test("the consent page cannot be framed, and says nothing of itself to others", async () => {
  const response = await fetch(`${core().url}/consent?interaction=x`);
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
});

test("a sign-in outlives a restart of Core", async () => {
  const application = await startApplication();
  const endpoint = new URL(`${core().url}/mcp`);
  const options = { authProvider: application.provider as never };
  const transport = new OldTransport(endpoint, options);
  await expect(new OldClient(INFO).connect(transport)).rejects.toThrow(/unauthorized/i);
  await page.goto(application.authorizationUrl());
  await expect(allow()).toBeVisible();
  await core().halt();
  await core().start();
  await allow().click();
  await expect(page.getByRole("heading", { name: "Back in the application" })).toBeVisible();
  await transport.finishAuth((await application.answer()).get("code") ?? "");
  await core().halt();
  await core().start();
  const client = new OldClient(INFO);
  await client.connect(new OldTransport(endpoint, options));
  expect((await client.callTool({ name: "notes__list_notes", arguments: {} })).isError).not.toBe(true);
  await client.close();
  await application.stop();
});

test("an administrator sees who allowed what, switches an application off, and adds one for an agent", async () => {
  await signIn(page);
  await api.mutate("principals.add", { principalId: "ci-bot", kind: "agent", role: "user", displayName: "CI bot" });
  await page.goto("/oauth-clients");
  const example = page.getByRole("row").filter({ hasText: "Example Agent" }).first();
  await expect(example).toContainText("Registered itself");
  await example.click();
  const panel = page.getByRole("dialog", { name: "Example Agent" });
  await expect(panel.getByRole("row").filter({ hasText: "uma" })).toContainText("Tools");
  await panel.getByRole("button", { name: "Switch off" }).click();
  await expect(panel.getByText("Switched off in this workspace")).toBeVisible();
  await panel.getByRole("button", { name: /^Take back what uma/ }).click();
  await page.getByRole("button", { name: "Take back", exact: true }).click();
  await expect(panel.getByText("Nothing is allowed")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(example).toContainText("Switched off");

  await page.getByRole("button", { name: "Add OAuth client" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Nightly report");
  await dialog.getByRole("combobox", { name: "Agent" }).click();
  await page.getByRole("option", { name: /ci-bot/ }).click();
  await dialog.getByRole("button", { name: "Add client" }).click();
  await dialog.getByRole("button", { name: "Show", exact: true }).click();
  const secret = await dialog.getByRole("status", { name: "Client secret" }).textContent();
  const clientId = /ocl_[0-9a-z]{30}/.exec((await dialog.textContent()) ?? "")?.[0];
  const token = await fetch(`${core().url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ grant_type: "client_credentials", client_id: clientId, client_secret: secret }),
  });
  expect(await token.json()).toMatchObject({ token_type: "Bearer" });
  await dialog.getByRole("checkbox", { name: "I have stored it" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Nightly report" })).toContainText("By itself, as ci-bot");
});
