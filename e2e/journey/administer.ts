import { expect, type Page } from "@playwright/test";
import { OWNER, type RunningCore } from "../start-core.ts";

// What an administrator does in the Console, as a person does it: by what is written on the page.
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** A switch shows at once what it will be: resolves when Core has taken it too, so that one may leave the page. */
const isTaken = (page: Page, procedure: string) =>
  page.waitForResponse((response) => response.url().includes(`/trpc/${procedure}`) && response.ok());

/** Follows the link of Core's log and makes the owner. */
export async function setUp(page: Page, core: RunningCore): Promise<void> {
  await page.goto(core.setupLink);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create owner" }).click();
  await expect(heading(page, "Overview")).toBeVisible();
}

/** Fills the form of a new server; the caller saves it. */
export async function describeServer(
  page: Page,
  server: { command: string; serverId: string; displayName: string },
): Promise<void> {
  await page.goto("/servers/add");
  await page.getByLabel("Command").fill(server.command);
  await page.getByLabel("Server id").fill(server.serverId);
  await page.getByLabel("Display name").fill(server.displayName);
}

export type NewPrincipal =
  | { kind: "person"; name: string; email: string; password: string }
  | { kind: "agent"; name: string; ownerId: string };

/** Adds somebody and ends on their page. */
export async function addPrincipal(page: Page, added: NewPrincipal): Promise<void> {
  await page.goto("/principals?add=1");
  const dialog = page.getByRole("dialog", { name: "Add person or agent" });
  await dialog.getByRole("radio", { name: added.kind === "person" ? /^Person/ : /^Agent/ }).click();
  await dialog.getByLabel("Name", { exact: true }).fill(added.name);
  if (added.kind === "person") {
    await dialog.getByLabel("E-mail").fill(added.email);
    await dialog.getByRole("textbox", { name: "First password" }).fill(added.password);
  } else await dialog.getByLabel("Owner").selectOption(added.ownerId);
  await dialog.getByRole("button", { name: `Add ${added.kind}` }).click();
  await expect(heading(page, added.name)).toBeVisible();
}

/** Creates an access token and reads it where it is shown once. */
export async function createToken(page: Page, principalId: string, name: string): Promise<string> {
  await page.goto(`/principals/detail?principal=${principalId}`);
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create token" }).click();
  await dialog.getByRole("button", { name: "Show", exact: true }).click();
  const token = (await dialog.getByRole("status", { name: "Access token" }).textContent()) ?? "";
  expect(token).toMatch(/^peta_\S{20,}$/);
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("table", { name: "Access tokens" })).toContainText(name);
  return token;
}

/** Switches whole servers on for somebody, by their display names. */
export async function giveAccess(page: Page, principalId: string, servers: readonly string[]): Promise<void> {
  await page.goto(`/principals/detail?principal=${principalId}&tab=permissions`);
  for (const server of servers) {
    const choice = page
      .getByRole("radiogroup", { name: `Administrator's switch for everything on ${server}`, exact: true })
      .getByRole("radio", { name: "On" });
    const taken = isTaken(page, "permissions.set");
    await choice.click();
    await taken;
    await expect(choice).toBeChecked();
  }
}

/** Says at the tool how dangerous it is. */
export async function setDangerLevel(page: Page, serverId: string, tool: string, option: string): Promise<void> {
  await page.goto(`/servers/detail?server=${serverId}`);
  const level = page.getByRole("combobox", { name: `Danger level of ${tool}` });
  const taken = isTaken(page, "servers.setCapability");
  await level.selectOption({ label: option });
  await taken;
  await expect(level.locator("option:checked")).toHaveText(option);
}

/** Replaces the rules, as text. */
export async function saveRules(page: Page, rules: readonly unknown[]): Promise<void> {
  await page.goto("/policies?tab=edit");
  await page.getByRole("textbox", { name: "Rules" }).fill(JSON.stringify(rules, null, 2));
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(page.getByText("Version 1 is in force", { exact: true })).toBeVisible();
}
