import type { Page } from "@playwright/test";
import { connectSdk } from "./clients.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { PERSON } from "./sample-data.ts";
import { commandLineOf, everythingOverStdio } from "./servers.ts";
import { signIn } from "./sign-in.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
const SECRET = "key-of-ada-0123456789";
let token: string;
let agentToken: string;
let page: Page;
let ada: Page;
let errors: (() => string[])[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(90_000);
  token = await core().setUp();
  const { mutate } = core().api(token);
  await mutate("principals.add", { principalId: "ada", kind: "person", displayName: "Ada Lovelace", ...PERSON });
  await mutate("principals.add", { principalId: "helper", kind: "agent", displayName: "Helper", ownerId: "ada" });
  agentToken = (await mutate<{ token: string }>("tokens.create", { principalId: "helper", name: "laptop" })).token;
  const open = () => browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  [page, ada] = [await open(), await open()];
  errors = [watchErrors(page), watchErrors(ada)];
  await signIn(page);
  await signIn(ada, PERSON);
});
test.afterEach(() => expect(errors.flatMap((read) => read())).toEqual([]));
test.afterAll(() => Promise.all([page?.close(), ada?.close()]));

const heading = (of: Page, name: string) => of.getByRole("heading", { level: 1, name });
const environment = async (): Promise<string> => {
  const client = await connectSdk(core().url, agentToken, "helper-app");
  try {
    return JSON.stringify(await client.callTool({ name: "vault__get-env", arguments: {} }));
  } finally {
    await client.close();
  }
};

test("an administrator says which values each user enters, and sees the form that users will see", async () => {
  await page.goto("/servers/add");
  await page.getByLabel("Command").fill(commandLineOf(everythingOverStdio()));
  await page.getByLabel("Server id").fill("vault");
  await page.getByLabel("Display name").fill("Vault");
  await page.getByLabel("Open to everybody").click();
  await page.getByLabel("Each user needs values of their own").click();
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(page.getByRole("main")).toContainText("A name is needed.");

  const fields = page.getByRole("list", { name: "Fields" }).getByRole("listitem");
  await fields.nth(0).getByLabel("Label", { exact: true }).fill("API key");
  await expect(fields.nth(0).getByLabel("Key", { exact: true })).toHaveValue("apiKey");
  await fields.nth(0).getByLabel("Variable").fill("VAULT_KEY");
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(fields.nth(1).getByLabel("Label", { exact: true })).toBeFocused();
  await page.keyboard.type("Region");
  await fields.nth(1).getByLabel("Type").selectOption({ label: "Choice of a list" });
  await fields.nth(1).getByLabel("Choices").fill("eu\nus");
  await fields.nth(1).getByLabel("Variable").fill("VAULT_REGION");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByLabel("API key")).toHaveAttribute("type", "password");
  await expect(preview.getByLabel("Region").getByRole("option")).toHaveText(["Choose", "eu", "us"]);
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading(page, "Vault")).toBeVisible();
});

test("a user enters theirs, shares them with their agents, and the server runs with them", async () => {
  await ada.goto("/");
  await expect(ada.getByRole("main")).toContainText("1 without your values");
  await ada
    .getByRole("link", { name: /My servers/ })
    .first()
    .click();
  await expect(heading(ada, "My servers")).toBeVisible();
  await ada.getByRole("button", { name: /Vault/ }).click();
  const panel = ada.getByRole("dialog");
  await panel.getByRole("button", { name: "Save values" }).click();
  await expect(panel.getByLabel("API key")).toBeFocused();
  await expect(panel).toContainText("This is needed.");
  await panel.getByLabel("API key").fill(SECRET);
  await panel.getByLabel("Region").selectOption("eu");
  await panel.getByLabel("My agents may use them too").click();
  await panel.getByRole("button", { name: "Save values" }).click();
  await expect(panel).toBeHidden();
  await expect(ada.getByRole("table", { name: "Servers with own values" })).toContainText("Own values");

  const seen = await environment();
  expect(seen).toContain(SECRET);
  expect(seen).toMatch(/VAULT_REGION[^,]*eu/);
});

test("a secret is never given back, what is no secret is; the administrator sees how many, not what", async () => {
  await ada.reload();
  await ada.getByRole("button", { name: /Vault/ }).click();
  const panel = ada.getByRole("dialog");
  await expect(panel.getByLabel("API key")).toHaveValue("");
  await expect(panel).toContainText("Stored. Leave it empty to keep it.");
  await expect(panel.getByLabel("Region")).toHaveValue("eu");
  expect(await ada.content()).not.toContain(SECRET);
  await ada.keyboard.press("Escape");

  await page.goto("/servers/detail?server=vault&tab=values");
  await expect(page.getByRole("main")).toContainText(/People and agents\s*1/);
  expect(await page.content()).not.toContain(SECRET);
});

test("values that are deleted stop the server for that user, and a call says where to enter them", async () => {
  await ada.getByRole("button", { name: /Vault/ }).click();
  await ada.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  const question = ada.getByRole("dialog", { name: /Delete the values/ });
  await question.getByRole("button", { name: "Delete values" }).click();
  await expect(question).toBeHidden();
  await expect(ada.getByRole("table", { name: "Servers with own values" })).toContainText("Waits for values");
  const said = await environment().catch(String);
  expect(said).not.toContain(SECRET);
  expect(said).toContain("runs with values of its user");
  expect(said).toContain(`${core().url}/my-servers`);
});

test("a client's user switches a tool off for it alone, live, and an owner ends its session", async () => {
  await core().api(token).mutate("servers.add", {
    serverId: "plain",
    displayName: "Plain server",
    launch: everythingOverStdio(),
    publicAccess: true,
  });
  const client = await connectSdk(core().url, agentToken, "helper-app");
  const names = async () => (await client.listTools()).tools.map((tool) => tool.name);
  expect(await names()).toContain("plain__echo");
  await ada.goto("/my-clients");
  await ada
    .getByRole("table", { name: "Clients of helper" })
    .getByRole("button", { name: /helper-app/ })
    .click();
  const panel = ada.getByRole("dialog");
  const plain = panel.getByRole("region", { name: "Plain server" });
  await plain.getByRole("switch", { name: "echo for this client" }).click();
  await expect.poll(names).not.toContain("plain__echo");
  await plain.getByRole("combobox", { name: "Danger level of get-sum for this client" }).selectOption("2");
  await expect(plain).toContainText("Needs approval");
  await plain.getByRole("switch", { name: "echo for this client" }).click();
  await expect.poll(names).toContain("plain__echo");

  // The sessions of the calls before are open still: their clients left without a word.
  const end = panel.getByRole("button", { name: "End the session of helper-app" });
  for (let left = await end.count(); left > 0; left--) {
    await end.first().click();
    await expect(end).toHaveCount(left - 1);
  }
  await expect(panel).toContainText("No open session");
  await expect(client.listTools()).rejects.toThrow();
  await client.close().catch(() => {});
});
