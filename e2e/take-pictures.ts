import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, expect, type Page } from "@playwright/test";
import config from "../playwright.config.ts";
import { connectSdk } from "./clients.ts";
import { startGuardedServer } from "./guarded-server.ts";
import { ROOT } from "./run-process.ts";
import { addSampleData, askForApproval, makeCalls } from "./sample-data.ts";
import { signIn } from "./sign-in.ts";
import { startCore } from "./start-core.ts";

// Makes docs/images anew, from a Core with a day's worth of sample data: `node e2e/take-pictures.ts`, by hand.
const HOUR_MS = 3_600_000;
const directory = path.join(ROOT, "docs/images");
mkdirSync(directory, { recursive: true });
const home = mkdtempSync(path.join(tmpdir(), "peta-pictures-"));
const clockFile = path.join(home, "clock");
const setHoursAgo = (hours: number): void => writeFileSync(clockFile, String(-hours * HOUR_MS));
setHoursAgo(30);

const core = await startCore({
  SHIFT_CLOCK_FILE: clockFile,
  NODE_OPTIONS: `--import ${path.join(ROOT, "e2e/shift-clock.ts")}`,
  // Programs of the system before those of the project: their places are in the pictures.
  PATH: `/usr/local/bin:/usr/bin:/bin:${process.env.PATH}`,
});
const guarded = await startGuardedServer();
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const ownerToken = await core.setUp();
  const sample = await addSampleData(core, ownerToken);
  const callsByHoursAgo: [hours: number, calls: number][] = [
    [22, 3], [20, 4], [15, 2], [10, 4], [9, 6], [8, 8], [7, 10], [6, 5], [5, 7], [4, 10], [3, 6], [2, 9], [1, 10], [0.2, 6], [0, 10],
  ]; // biome-ignore format: one row of figures
  for (const [hours, calls] of callsByHoursAgo) {
    setHoursAgo(hours);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await makeCalls(core, sample, calls);
  }

  const session = await connectSdk(core.url, sample.claude, "claude-desktop");

  const page = await browser.newPage({
    baseURL: core.url,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    colorScheme: "light",
  });
  await signIn(page);
  await expect(page.getByRole("main")).toContainText("Top tools");
  // What draws the bars is loaded for them alone.
  await expect(page.locator("figure svg.recharts-surface")).toBeVisible();
  await take(page, "overview");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "overview-dark");
  await page.emulateMedia({ colorScheme: "light" });

  await page.goto("/servers");
  await expect(page.getByRole("main")).toContainText("Team notes");
  await take(page, "servers");

  await page.goto("/permissions?principal=claude");
  await expect(page.getByRole("main")).toContainText("write_file");
  await page.getByRole("button", { name: /^Everything server/ }).click();
  await page.mouse.move(640, 20);
  await take(page, "permissions");

  await page.goto("/audit");
  await page
    .getByRole("table", { name: "Audit records" })
    .getByRole("button", { name: "files::write_file tools/call" })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toContainText("Place in the chain");
  await take(page, "audit");

  await page.goto("/servers/add");
  await page.getByLabel("Command").fill("npx -y @modelcontextprotocol/server-everything");
  await page.getByLabel("Server id").fill("reference");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("list", { name: "Offered capabilities" })).toBeVisible();
  await page.getByLabel("Display name").focus();
  await take(page, "add-server");

  await page.goto("/servers/add?from=import");
  const mcpServers = {
    github: { command: "npx", args: ["-y", "server-github@1.4.0"], env: { GITHUB_TOKEN: "${input:token}" } },
    weather: { command: "npx", args: ["-y", "weather-mcp"], autoApprove: ["forecast"] },
    calendar: { url: "https://calendar.example.com/mcp" },
  };
  await page.getByLabel("Paste it here").fill(JSON.stringify({ mcpServers }));
  await page.getByRole("button", { name: "Read it" }).click();
  await page.getByLabel("token", { exact: true }).focus();
  await take(page, "import");

  await core.api(ownerToken).mutate("servers.restart", { serverId: "files" });
  await makeCalls(core, sample, 2);
  await page.goto("/servers/detail?server=files&tab=log");
  await expect(page.getByRole("list", { name: "Log of the server" })).toContainText("tools/call, answer");
  await take(page, "server-log");

  // After the other pictures: what waits is counted on each page.
  await askForApproval(core, ownerToken, sample);
  await page.goto("/approvals");
  await page
    .getByRole("option", { name: /add_note/ })
    .first()
    .click();
  await expect(page.getByRole("main")).toContainText("The budget is read.");
  await page.mouse.move(640, 20);
  await take(page, "approvals");
  await session.close();

  await core.api(ownerToken).mutate("servers.add", {
    serverId: "notes-inc",
    displayName: "Notes Inc.",
    launch: { transport: "http", url: guarded.url, headers: {} },
    publicAccess: true,
  });
  await signInToNotesInc(page);
  guarded.scope = "notes:write";
  const agent = await connectSdk(core.url, sample.claude, "claude-desktop");
  await agent.callTool({ name: "notes-inc__list_notes", arguments: {} }).catch(() => {});
  await agent.close();
  await page.goto("/servers/detail?server=notes-inc&tab=configuration");
  await expect(page.getByRole("region", { name: "Sign-in" })).toContainText("Sign-in needed");
  await take(page, "server-sign-in");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "server-sign-in-dark");
} finally {
  await browser.close();
  await core.stop();
  await guarded.stop();
  rmSync(home, { recursive: true, force: true });
}

/** As its authorization server asks: with a click in a window of its own. */
async function signInToNotesInc(page: Page): Promise<void> {
  await page.goto("/servers/detail?server=notes-inc&tab=configuration");
  const card = page.getByRole("region", { name: "Sign-in" });
  const [other] = await Promise.all([
    page.waitForEvent("popup"),
    card.getByRole("button", { name: "Sign in", exact: true }).click(),
  ]);
  await other.getByRole("button", { name: "Allow" }).click();
  await expect(card).toContainText("Signed in");
  await other.close();
}

async function take(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const file = path.join(directory, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  process.stdout.write(`${path.relative(ROOT, file)}  ${Math.round(statSync(file).size / 1024)} kB\n`);
}
