import type { Page } from "@playwright/test";
import { connectSdk } from "./clients.ts";
import { expectAccessible } from "./expect-accessible.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { type GuardedServer, startGuardedServer } from "./guarded-server.ts";
import { signIn } from "./sign-in.ts";
import { watchErrors } from "./watch-errors.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
let guarded: GuardedServer;
let token: string;
let page: Page;
let errors: () => string[];

test.beforeAll(async ({ browser }) => {
  guarded = await startGuardedServer();
  token = await core().setUp();
  page = await browser.newPage({
    baseURL: core().url,
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
  });
  errors = watchErrors(page);
  await signIn(page);
});
test.afterEach(() => expect(errors()).toEqual([]));
test.afterAll(() => Promise.all([page?.close(), guarded?.stop()]));

const card = () => page.getByRole("region", { name: "Sign-in" });
const fact = (term: string) => card().locator(`dt:text-is("${term}") + dd`);

test("a server that wants a sign-in is saved, and whoever adds it is led to its sign-in", async () => {
  await page.goto("/servers/add");
  await page.getByText("HTTP", { exact: true }).click();
  await page.getByLabel("URL").fill(guarded.url);
  await page.getByLabel("Server id").fill("notes");
  await page.getByLabel("Display name").fill("Notes");
  await page.getByLabel("Open to everybody").click();
  await page.getByRole("button", { name: "Save server" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Notes" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("The server wants a sign-in");
  await expect(card()).toContainText("Not signed in");
  await expectAccessible(page);
});

test("what keeps a sign-in from being started is said, and no empty window stays", async () => {
  guarded.registers = false;
  await card().getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(card().getByRole("alert")).toContainText("does not register Core as a client");
  await expect.poll(() => page.context().pages().length).toBe(1);
  guarded.registers = true;
});

test("who refuses in the other window is told so here, too", async () => {
  const [other] = await Promise.all([
    page.waitForEvent("popup"),
    card().getByRole("button", { name: "Sign in", exact: true }).click(),
  ]);
  await other.getByRole("button", { name: "Refuse" }).click();
  await expect(other.locator("body")).toContainText("The sign-in was refused");
  await other.close();
  await expect(card().getByRole("alert")).toContainText("The sign-in was refused at the authorization server.");
  await expect(card()).not.toContainText("Waiting for the browser");
  await expectAccessible(page);
});

test("signing in happens in a window of its own; the page shows it without being loaded again", async () => {
  // From the notice, which stands above every tab.
  await page.getByRole("tab", { name: "Capabilities" }).click();
  await expect(card()).toBeHidden();
  const [other] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).press("Enter"),
  ]);
  await page.bringToFront();
  await expect(card()).toBeFocused();
  await expect(card()).toContainText("Waiting for the browser");
  await expect(card().getByRole("alert")).toContainText(guarded.issuer);
  await other.getByRole("button", { name: "Allow" }).click();
  await expect(other.locator("body")).toContainText("Signed in to notes");
  expect(await other.evaluate(() => window.opener)).toBeNull();
  await other.close();
  await expect(fact("State")).toHaveText("Signed in");
  await expect(fact("Authorization server")).toContainText(guarded.issuer);
  await expect(fact("Scopes")).toHaveText("notes:read");
  await expect(fact("Signed in")).toContainText("by olga.owner");
  await expect(page.getByRole("main")).not.toContainText("Waiting for the browser");
  await expect(page.getByRole("tab", { name: "Capabilities" })).toContainText("1");
  await expectAccessible(page);
  const client = await connectSdk(core().url, token, "agent");
  const { content } = await client.callTool({ name: "notes__list_notes", arguments: {} });
  expect(content).toEqual([{ type: "text", text: "milk, bread" }]);
  await client.close();
});

test("where no window may open, a link does it; its answer takes the place of the sign-in before", async () => {
  await page.evaluate(() => (window.open = () => null));
  await card().getByRole("button", { name: "Sign in again" }).click();
  await expect(card()).toContainText("Your browser did not let a window open");
  const [other] = await Promise.all([
    page.context().waitForEvent("page"),
    card().getByRole("link", { name: "Open the sign-in page" }).click(),
  ]);
  await other.getByRole("button", { name: "Allow" }).click();
  await expect(other.locator("body")).toContainText("Signed in to notes");
  await other.close();
  await expect(card()).not.toContainText("did not let a window open");
  await expect(fact("State")).toHaveText("Signed in");
});

test("a server that refuses who is signed in for want of rights says so above every tab", async () => {
  guarded.scope = "notes:write";
  const client = await connectSdk(core().url, token, "agent");
  await expect(client.callTool({ name: "notes__list_notes", arguments: {} })).rejects.toThrow(
    /administrator to sign in/,
  );
  await client.close();
  // Loaded anew: windows may open again.
  await page.goto("/servers/detail?server=notes");
  await expect(page.getByRole("main")).toContainText("The server wants another sign-in");
  await expect(page.getByRole("main")).toContainText("It names: notes:write");
  await expectAccessible(page);
  const [other] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click(),
  ]);
  guarded.scope = "notes:read";
  await other.getByRole("button", { name: "Allow" }).click();
  await expect(other.locator("body")).toContainText("Signed in to notes");
  await other.close();
  await expect(fact("State")).toHaveText("Signed in");
  await expect(page.getByRole("main")).not.toContainText("The server wants another sign-in");
});

test("where Core signs in by itself and is refused, the page says what to check, and offers nobody a sign-in", async () => {
  await core()
    .api(token)
    .mutate("servers.add", {
      serverId: "robot",
      displayName: "Robot",
      allowUnreachable: true,
      launch: {
        transport: "http",
        url: guarded.url,
        headers: {},
        oauth: { grant: "client_credentials", clientId: "robot", clientSecret: "of-the-robot" },
      },
    });
  await page.goto("/servers/detail?server=robot&tab=configuration");
  await expect(page.getByRole("main")).toContainText("Core cannot sign in to the server");
  await expect(page.getByRole("main")).toContainText("Check the client id and its secret.");
  await expect(card()).toContainText("Check both, and what they are good for, then restart the server.");
  await expect(fact("State")).toHaveText("Refused");
  await expect(page.getByRole("main").getByRole("button", { name: /^Sign in/ })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto("/servers/detail?server=notes&tab=configuration");
});

test("signing out gives the token back, and the server wants a sign-in again", async () => {
  const held = guarded.tokens.size;
  await card().getByRole("button", { name: "Sign out" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign out of Notes?" });
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await expect(dialog).toBeHidden();
  await expect(fact("State")).toHaveText("Not signed in");
  await expect(page.getByRole("main")).toContainText("The server wants a sign-in");
  expect(guarded.tokens.size).toBe(held - 1);
  await page.goto("/servers");
  await expect(page.getByRole("row").filter({ hasText: "Notes" })).toContainText("Sign-in needed");
});
