import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import type { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { connectSdk, hearsChange, toolNames } from "./clients.ts";
import { goTo } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";
import {
  addPrincipal,
  createToken,
  describeServer,
  giveAccess,
  saveRules,
  setDangerLevel,
  setUp,
} from "./journey/administer.ts";
import { type McpRemote, startMcpRemote } from "./journey/mcp-remote.ts";
import { takePicture } from "./journey/pictures.ts";
import { useJourney } from "./journey/use-journey.ts";
import { askWith, measure, whenOver, whenRefused, whenSignedOut } from "./journey/watch-endings.ts";
import { NODE, ROOT } from "./run-process.ts";
import { commandLineOf, filesystemOverStdio } from "./servers.ts";
import type { Api } from "./start-core.ts";

// The product's promise, lived through once: an administrator, a person with Desk, their agents, and what Core keeps.
test.describe.configure({ mode: "serial" });
const journey = useJourney();
const UMA = { name: "Uma User", email: "uma@example.com", password: "a long password of uma" };
const SECRET = "wk-secret-4711";
const WAITING = { timeout: 25_000 };

/** Olga's, as scripts use it; for what no page shows. */
let api: Api;
/** One credential each: two client applications of the agent. */
let sessionToken: string;
let statelessToken: string;
let session: OldClient;
let stateless: NewClient;
let remote: McpRemote;
test.afterAll(() => Promise.all([session, stateless, remote?.client].map((client) => client?.close().catch(() => {}))));

const textOf = (result: Record<string, unknown>): string => JSON.stringify(result.content);
const recordsOf = async (action: string) =>
  (await api.query<{ rows: { occurredAt: string; outcome: string }[] }>("audit.list", { action, limit: 500 })).rows;
const recordedAt = (action: string) => async () => Date.parse((await recordsOf(action))[0]?.occurredAt ?? "");

test("an administrator sets Peta up and registers two servers, one of which needs each user's own values", async () => {
  const { core, olga } = journey();
  await setUp(olga, core);
  await takePicture(olga, "set-up");

  const files = filesystemOverStdio(path.join(core.scratch, "project"));
  await describeServer(olga, { command: commandLineOf(files), serverId: "files", displayName: "Project files" });
  await olga.getByRole("button", { name: "Save server" }).click();
  await expect(olga.getByRole("heading", { level: 1, name: "Project files" })).toBeVisible();
  await expect(olga.getByRole("table", { name: "Capabilities" })).toContainText("write_file");
  await setDangerLevel(olga, "files", "write_file", "2 · Approval");
  await setDangerLevel(olga, "files", "move_file", "3 · Step-up");
  await takePicture(olga, "danger-levels");

  const weather = `${NODE} ${path.join(ROOT, "e2e/desk/weather-server.ts")}`;
  await describeServer(olga, { command: weather, serverId: "weather", displayName: "Weather" });
  await olga.getByLabel("Each user needs values of their own").click();
  const field = olga.getByRole("list", { name: "Fields" }).getByRole("listitem").first();
  await field.getByLabel("Label", { exact: true }).fill("API key");
  await field.getByLabel("Variable").fill("WEATHER_KEY");
  await takePicture(olga, "server-with-own-values");
  await olga.getByRole("button", { name: "Save server" }).click();
  await expect(olga.getByRole("heading", { level: 1, name: "Weather" })).toBeVisible();
});

test("creates a person with an agent, gives both access, and writes a rule", async () => {
  const { core, olga } = journey();
  await addPrincipal(olga, { kind: "person", ...UMA });
  await addPrincipal(olga, { kind: "agent", name: "Atlas", ownerId: "uma-user" });
  await giveAccess(olga, "uma-user", ["Project files", "Weather"]);
  await giveAccess(olga, "atlas", ["Project files", "Weather"]);
  await expect(olga.getByRole("row").filter({ hasText: "write_file" })).toContainText("Needs approval");
  await takePicture(olga, "permissions");
  sessionToken = await createToken(olga, "atlas", "laptop");
  statelessToken = await createToken(olga, "atlas", "build server");
  api = core.api(await createToken(olga, "olga.owner", "scripts"));
  await saveRules(olga, [
    {
      id: "offers-are-read-first",
      description: "Somebody reads what a customer will read.",
      priority: 10,
      match: { servers: ["files"], capabilities: ["write_file"] },
      when: 'args.path.endsWith("offer.txt")',
      effect: "approve",
    },
  ]);
  await takePicture(olga, "rule");
});

test("the user signs Desk in through the system browser, and enters an own credential", async () => {
  const { core, uma, desk } = journey();
  const { page } = desk;
  await page.getByLabel("Address of Peta").fill(core.url);
  await takePicture(page, "desk-connect");
  await page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect.poll(() => desk.system.opened.length).toBe(1);
  const asked = new URL(desk.system.opened[0] ?? "");
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({ code_challenge_method: "S256", scope: "peta:user" });
  await uma.goto(asked.href);
  await uma.getByLabel("E-mail").fill(UMA.email);
  await uma.getByRole("textbox", { name: "Password" }).fill(UMA.password);
  await uma.getByRole("button", { name: "Sign in" }).click();
  await expect(uma.getByRole("heading", { level: 1, name: "Allow Peta Desk?" })).toBeVisible();
  await expect(uma.getByText("It wants to act as Uma User in Main.")).toBeVisible();
  await takePicture(uma, "consent-for-desk");
  await uma.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(uma.getByRole("heading", { name: "You are signed in" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();

  await goTo(page, "Own credentials");
  await expect(page.getByRole("main")).toContainText("1 server does not work before you enter your own.");
  await page.getByRole("textbox", { name: "API key" }).fill(SECRET);
  await page.getByLabel("My agents may use them too").check();
  await page.getByRole("button", { name: "Test and store" }).click();
  await expect(page.getByRole("main")).toContainText("shared with your agents", { timeout: 20_000 });
  await takePicture(page, "desk-own-credential");
  expect(desk.written()).not.toContain(SECRET);
});

test("an agent with sessions lists, calls, and waits; the user edits and approves in Desk", async () => {
  const { core, desk, inProject, card, openWaiting, approve } = journey();
  session = await connectSdk(core.url, sessionToken, "claude-desktop");
  await expect.poll(() => toolNames(session)).toContain("weather__forecast");
  expect(await toolNames(session)).toEqual(
    expect.arrayContaining(["files__read_text_file", "files__write_file", "files__move_file"]),
  );
  expect(textOf(await session.callTool({ name: "weather__forecast", arguments: { city: "Oslo" } }))).toContain(
    "for the holder of 4711",
  );
  const offer = { path: inProject("offer.txt"), content: "Dear customer, it costs 100 EUR." };
  const answer = session.callTool({ name: "files__write_file", arguments: offer }, undefined, WAITING);
  await openWaiting();
  expect(desk.system.messages.at(-1)?.title).toBe("Atlas wants to use Write File of Project files");
  await expect(card()).toContainText("it costs 100 EUR");
  await expect(card()).toContainText("Somebody reads what a customer will read");
  await takePicture(desk.page, "desk-approval");
  expect(existsSync(offer.path)).toBe(false);
  await card().getByRole("button", { name: "Edit" }).click();
  await card()
    .getByRole("textbox", { name: /^content/ })
    .fill("Dear customer, it costs 120 EUR.");
  await expect(card().getByRole("list", { name: /Differences of your changes/ })).toContainText("120");
  await takePicture(desk.page, "desk-approval-edited");
  await approve("Approve with your changes");
  expect(textOf(await answer)).toContain("Successfully wrote");
  expect(readFileSync(offer.path, "utf8")).toBe("Dear customer, it costs 120 EUR.");
  await expect(card()).toContainText("Approved by you");
  await takePicture(desk.page, "desk-approved");
  await expect.poll(() => desk.system.badge()).toBe(0);
});

test("an agent without sessions does the same; level 3 wants the user's password", async () => {
  const { core, desk, inProject, card, openWaiting, approve } = journey();
  stateless = new NewClient(
    { name: "build-agent", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const headers = { authorization: `Bearer ${statelessToken}` };
  await stateless.connect(new NewTransport(new URL(`${core.url}/mcp`), { requestInit: { headers } }));
  expect(await toolNames(stateless)).toEqual(await toolNames(session));
  expect(
    textOf(await stateless.callTool({ name: "files__read_text_file", arguments: { path: inProject("readme.txt") } })),
  ).toContain("Governed files.");
  const move = { source: inProject("budget.csv"), destination: inProject("budget-old.csv") };
  const answer = stateless.callTool({ name: "files__move_file", arguments: move }, WAITING);
  await openWaiting();
  await expect(card()).toContainText("Asks for your password");
  await approve("Approve", "not the password");
  const dialog = desk.page.getByRole("dialog", { name: "Approve?" });
  await expect(dialog.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  expect(existsSync(move.source)).toBe(true);
  await takePicture(desk.page, "desk-step-up");
  await dialog.getByRole("textbox", { name: "Your password" }).fill(UMA.password);
  await dialog.getByRole("button", { name: "Approve" }).click();
  expect(textOf(await answer)).toContain("Successfully moved");
  expect([existsSync(move.source), existsSync(move.destination)]).toEqual([false, true]);
  await expect(card()).toContainText("Approved by you");
});

test("mcp-remote gets an OAuth token with consent in the browser; it lists, calls and waits as the user", async () => {
  const { core, uma, inProject, card, openWaiting, approve } = journey();
  remote = startMcpRemote(core);
  await uma.goto(await remote.authorizationUrl);
  await expect(uma.getByRole("heading", { level: 1, name: /^Allow .+\?$/ })).toBeVisible();
  await expect(uma.getByText("It wants to act as Uma User in Main.")).toBeVisible();
  await takePicture(uma, "consent-for-mcp-remote");
  await uma.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(uma).not.toHaveURL(/consent/);
  await remote.connected;
  const { client } = remote;
  expect(await toolNames(client)).toContain("files__write_file");
  expect(textOf(await client.callTool({ name: "weather__forecast", arguments: { city: "Bergen" } }))).toContain("4711");
  const minutes = { path: inProject("minutes.txt"), content: "We meet on Monday." };
  const answer = client.callTool({ name: "files__write_file", arguments: minutes }, undefined, WAITING);
  await openWaiting();
  await expect(card()).toContainText("We meet on Monday.");
  await approve("Approve");
  expect(textOf(await answer)).toContain("Successfully wrote");
  expect(readFileSync(minutes.path, "utf8")).toBe("We meet on Monday.");
});

test("the administrator sees decision, both versions of the arguments and the rule in the audit", async () => {
  const { olga } = journey();
  await olga.goto("/audit");
  await olga.getByRole("button", { name: "Action" }).click();
  await olga.getByRole("menuitemradio", { name: "approval.approve" }).click();
  await expect(olga).toHaveURL(/action=approval\.approve/);
  const table = olga.getByRole("table", { name: "Audit records" });
  await expect(table.locator("[data-row-control]")).toHaveCount(4);
  // Three decisions and a wrong password; the oldest is the one that was edited.
  await table.locator("[data-row-control]").last().click();
  const record = olga.getByRole("dialog");
  await expect(record).toContainText("uma-user");
  await expect(record).toContainText(/Through\s*Desk/);
  await expect(record).toContainText("it costs 100 EUR");
  await expect(record).toContainText("it costs 120 EUR");
  await expect(record).toContainText("Rule offers-are-read-first");
  await takePicture(olga, "audit-of-the-decision");
  await olga.goto("/audit?action=tools%2Fcall&capability=write_file");
  await table.locator("[data-row-control]").last().click();
  await expect(record).toContainText("atlas");
  await expect(record).toContainText("claude-desktop");
  await expect(record).toContainText("it costs 100 EUR");
  await expect(record).toContainText("it costs 120 EUR");
  await expect(record).toContainText("Rule offers-are-read-first");
  await takePicture(olga, "audit-of-the-call");
});

test("the user switches a tool off for one client: its list shrinks live, and nobody else's", async () => {
  const { desk, inProject } = journey();
  const { page } = desk;
  const others: string[] = [];
  const subscription = await stateless.listen({ toolsListChanged: true });
  stateless.setNotificationHandler("notifications/tools/list_changed", () => void others.push("stateless"));
  void hearsChange(remote.client).then(() => others.push("mcp-remote"));
  await goTo(page, "Clients");
  await page.getByRole("option", { name: /claude-desktop/ }).click();
  await expect(page.getByRole("main")).toContainText("Acts as Atlas");
  const toggle = page.getByRole("switch", { name: "read_text_file for this client" });
  const seen = await measure(
    { "word of it at the client": hearsChange(session).then(() => Date.now()) },
    () => toggle.click(),
    recordedAt("client.set_switch"),
  );
  expect(seen.filter(({ ms }) => !(ms < 1_000))).toEqual([]);
  await expect(toggle).not.toBeChecked();
  // A rule decides about each call of it: that is no denial, and it stays the user's to switch off.
  await expect(page.getByRole("switch", { name: "write_file for this client" })).toBeEnabled();
  await expect(page.getByRole("option", { name: /claude-desktop/ })).toContainText("1 limited");
  await takePicture(page, "desk-switch");
  expect(await toolNames(session)).not.toContain("files__read_text_file");
  const read = { name: "files__read_text_file", arguments: { path: inProject("readme.txt") } };
  await expect(session.callTool(read)).rejects.toMatchObject({ code: -32602 });
  expect(textOf(await stateless.callTool(read))).toContain("Governed files.");
  expect(textOf(await remote.client.callTool(read))).toContain("Governed files.");
  expect(others).toEqual([]);
  await subscription.close();
});

test("the administrator disables the user: sessions, streams, tokens, Desk and browser stop within a second", async () => {
  const { core, olga, uma, desk, inProject } = journey();
  const draft = { path: inProject("draft.txt"), content: "Nobody will approve this." };
  const held = session.callTool({ name: "files__write_file", arguments: draft }, undefined, WAITING);
  await expect.poll(() => desk.system.badge()).toBe(1);
  const subscription = await stateless.listen({ toolsListChanged: true });
  const oauthToken = remote.accessToken();
  expect(await askWith(core.url, oauthToken)).toBe(200);
  await olga.goto("/principals/detail?principal=uma-user");
  await olga.getByRole("button", { name: "More actions" }).click();

  const seen = await measure(
    {
      "end of the held call": whenOver(held),
      "end of the stream without a session": whenOver(subscription.closed),
      "refusal of the agent's token": whenRefused(core.url, sessionToken),
      "refusal of mcp-remote's OAuth token": whenRefused(core.url, oauthToken),
      "end of Desk's sign-in": whenSignedOut(desk),
    },
    () => olga.getByRole("menuitem", { name: "Disable" }).click(),
    recordedAt("principal.update"),
  );
  await test.info().attach("endings.json", { body: JSON.stringify(seen), contentType: "application/json" });
  expect(seen.filter(({ ms }) => !(ms < 1_000))).toEqual([]);

  await expect(held).rejects.toThrow();
  await expect(toolNames(session)).rejects.toThrow();
  await expect(toolNames(stateless)).rejects.toThrow();
  // It begins another sign-in, for which nobody is there.
  await expect(remote.client.listTools({}, { timeout: 2_000 })).rejects.toThrow();
  expect(existsSync(draft.path)).toBe(false);
  const disabledAt = await recordedAt("principal.update")();
  const late = (await recordsOf("tools/list")).filter(
    ({ outcome, occurredAt }) => outcome === "allowed" && Date.parse(occurredAt) > disabledAt + 1_000,
  );
  expect(late).toEqual([]);
  await expect(desk.page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible();
  await expect(desk.page.getByRole("alert")).toContainText(/disabled/i);
  await takePicture(desk.page, "desk-signed-out");
  await uma.goto(`${core.url}/my-clients`);
  await expect(uma.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(olga.getByText("This person is disabled")).toBeVisible();
  await takePicture(olga, "disabled");
  for (const secret of [SECRET, UMA.password, oauthToken, sessionToken]) expect(core.log()).not.toContain(secret);
});

test("kill -9 with an approval pending: it is still there, nothing was approved by itself, and it can be decided", async () => {
  const { core, olga, inProject } = journey();
  await api.mutate("principals.add", { principalId: "ben", kind: "person" });
  await api.mutate("principals.add", { principalId: "bolt", kind: "agent", displayName: "Bolt", ownerId: "ben" });
  await api.mutate("permissions.set", { principalId: "bolt", serverId: "files", enabled: true });
  const { token } = await api.mutate<{ token: string }>("tokens.create", { principalId: "bolt" });
  const order = { path: inProject("order.txt"), content: "Ten chairs, please." };
  const call = { name: "files__write_file", arguments: order };
  let agent = await connectSdk(core.url, token, "night-agent");
  const lost = agent.callTool(call, undefined, WAITING).then(textOf, () => "lost");

  await olga.goto("/approvals");
  await olga.getByRole("main").getByRole("option").filter({ hasText: "Bolt" }).click();
  const item = olga.getByRole("main").getByRole("article").filter({ hasText: "Ten chairs, please." });
  await expect(item).toContainText("Waiting");
  const pending = async () =>
    (
      await api.query<{ approvals: { approvalId: string; principalId: string; name: string }[] }>("approvals.list", {
        status: "pending",
      })
    ).approvals;
  const before = await pending();
  // The question of the disabled user's agent waits, too.
  expect(before.map(({ principalId }) => principalId).sort()).toEqual(["atlas", "bolt"]);
  const decided = await recordsOf("approval.approve");

  await core.kill();
  await agent.close();
  expect(await lost).toBe("lost");
  await takePicture(olga, "core-is-killed");
  await core.start();
  expect(await pending()).toEqual(before);
  expect(await recordsOf("approval.approve")).toEqual(decided);
  expect(existsSync(order.path)).toBe(false);

  // The page that was open all the time finds back by itself.
  await expect(olga.getByText("Live", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expect(item).toContainText("Waiting");
  await item.getByRole("button", { name: "Approve" }).click();
  await olga.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(item).toContainText("Approved by olga.owner in the Console");
  expect(existsSync(order.path)).toBe(false);
  agent = await connectSdk(core.url, token, "night-agent");
  expect(textOf(await agent.callTool(call, undefined, WAITING))).toContain("Successfully wrote");
  expect(readFileSync(order.path, "utf8")).toBe("Ten chairs, please.");
  await agent.close();
  await takePicture(olga, "decided-after-the-restart");
  expect(await api.mutate("audit.verify")).toMatchObject({ ok: true });
});
