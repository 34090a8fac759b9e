import { spawnSync } from "node:child_process";
import path from "node:path";
import { connectSdk } from "./clients.ts";
import { DESK, startDesk } from "./desk/start-desk.ts";
import { goTo, signInWithToken, useDesk } from "./desk/use-desk.ts";
import { expect, test } from "./fixtures.ts";
import { NODE, plainEnvironment, ROOT } from "./run-process.ts";

const world = useDesk();
test.describe.configure({ mode: "serial" });

test("the window is isolated and sandboxed, and its preload script hands out verbs alone", async () => {
  const { desk, page } = world();
  expect(desk.system.windows[0]?.options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    devTools: false,
  });
  const seen = await page.evaluate(() => ({
    desk: Object.keys(window.desk),
    isFrozen: Object.isFrozen(window.desk) && Object.isFrozen(window.desk.approvals),
    leaks: ["require", "process", "ipcRenderer", "electron", "module"].filter((name) => name in window),
  }));
  expect(seen).toEqual({
    desk: ["app", "settings", "connections", "approvals", "principals", "clients", "sessions", "servers", "on"],
    isFrozen: true,
    leaks: [],
  });
});

test("the page reaches nobody and runs no code but its own (A50)", async () => {
  const { page, core } = world();
  const tried = await page.evaluate(async (url) => {
    const violations: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const outcome = async (attempt: () => unknown) => {
      try {
        await attempt();
        return "went through";
      } catch {
        return "refused";
      }
    };
    const results = {
      fetch: await outcome(() => fetch(`${url}/health`)),
      beacon: navigator.sendBeacon(`${url}/health`) ? "queued" : "refused",
      socket: await outcome(
        () =>
          new Promise((resolve, reject) =>
            Object.assign(new WebSocket(url.replace("http", "ws")), { onopen: resolve, onerror: reject }),
          ),
      ),
      // oxlint-disable-next-line no-eval -- that it is refused is what is tested
      eval: await outcome(() => (0, eval)("1")),
      function: await outcome(() => Reflect.construct(Function, ["return 1"])),
      markup: await outcome(() => (document.createElement("div").innerHTML = "<img src=x onerror=alert(1)>")),
      worker: await outcome(() => new Worker("data:text/javascript,1")),
    };
    const script = document.createElement("script");
    await outcome(() => (script.textContent = "window.isOwned = true"));
    await outcome(() => document.body.append(script));
    const frame = document.createElement("iframe");
    frame.src = `${url}/`;
    document.body.append(frame);
    const image = new Image();
    image.src = `${url}/icon.svg`;
    await new Promise((resolve) => setTimeout(resolve, 300));
    script.remove();
    frame.remove();
    return { results, isOwned: "isOwned" in window, violations: [...new Set(violations)].sort() };
  }, core.url);
  expect(tried.results).toMatchObject({
    fetch: "refused",
    socket: "refused",
    eval: "refused",
    function: "refused",
    markup: "refused",
    worker: "refused",
  });
  expect(tried.isOwned).toBe(false);
  expect(tried.violations).toEqual(
    expect.arrayContaining(["connect-src", "frame-src", "img-src", "require-trusted-types-for"]),
  );
  // Every refusal is written to the console by the browser: these were wanted.
  expect(world().desk.errors().length).toBeGreaterThan(0);
});

test("what the page asks for in a wrong form, or from another frame, is refused", async () => {
  const { page } = world();
  const refused = { ok: false, problem: { code: "desk.refused" } };
  const ask = (request: unknown) =>
    page.evaluate((what) => window.desk.approvals.decide(what as never) as Promise<unknown>, request);
  expect(await ask({ connectionId: "c", approvalId: "a", decision: "maybe" })).toMatchObject(refused);
  expect(await ask("approve everything")).toMatchObject(refused);
  expect(await ask({ connectionId: "c", approvalId: "a", decision: "approve" })).toMatchObject({
    problem: { code: "desk.no_connection" },
  });
  const fromFrame = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const inside = frame.contentWindow as unknown as {
      desk?: unknown;
      __invoke?: (request: unknown) => Promise<unknown>;
    };
    const answer = await inside.__invoke?.({ channel: "desk:app.state", args: [null] });
    frame.remove();
    return { hasDesk: inside.desk !== undefined, answer };
  });
  expect(fromFrame.hasDesk).toBe(false);
  expect(fromFrame.answer).toMatchObject(refused);
});

test("nothing leaves but links of the web: no navigation, no window, no other scheme (A16)", async () => {
  const { desk, page } = world();
  const [deskWindow] = desk.system.windows;
  const before = desk.system.opened.length;
  for (const url of [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "smb://server/share",
    "https://user:secret@example.com/",
    "http://example.com/",
  ]) {
    expect(deskWindow?.openFromPage(url)).toEqual({ action: "deny" });
    expect(await page.evaluate((link) => window.desk.app.openLink({ url: link }), url)).toMatchObject({
      problem: { code: "desk.link_refused" },
    });
  }
  expect(desk.system.opened).toHaveLength(before);
  for (const [event, details] of [
    ["will-navigate", { url: "file:///etc/passwd" }],
    ["will-redirect", { url: "https://evil.example/" }],
    ["will-frame-navigate", { url: "https://evil.example/", isMainFrame: false }],
    ["will-attach-webview", {}],
  ] as const)
    expect(deskWindow?.emit(event, details), event).toBe(true);
  expect(desk.system.opened).toHaveLength(before);
  expect(deskWindow?.openFromPage("https://example.com/help")).toEqual({ action: "deny" });
  expect(desk.system.opened.at(-1)).toBe("https://example.com/help");
  expect(await page.evaluate(() => window.desk.app.openLink({ url: "https://example.com/more" }))).toEqual({
    ok: true,
    value: null,
  });
  expect(desk.system.opened.at(-1)).toBe("https://example.com/more");
});

test("plain http to another computer is refused before anything is sent, and an agent's token is none for Desk (A54)", async () => {
  const { page, core, data } = world();
  await page.getByLabel("Address of Peta").fill("http://peta.example.com");
  await page.getByRole("button", { name: "Sign in with the browser" }).click();
  await expect(page.getByText("over https only")).toBeVisible();
  await page.getByLabel("Address of Peta").fill(core.url);
  await page.getByRole("button", { name: "Use an access token" }).click();
  await page.getByRole("textbox", { name: "Access token" }).fill("peta_no-such-token");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /token/i })).toBeVisible();
  await page.getByRole("textbox", { name: "Access token" }).fill(data.agentToken);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("This is the token of the agent Claude");
  expect(world().desk.written()).not.toContain("peta_");
  await page.reload();
});

test("what agents and servers write is text: markup does nothing, unseen characters are named (A38, A50)", async () => {
  const { page, core, data } = world();
  await signInWithToken(page, core.url, data.adaToken);
  const agent = await connectSdk(core.url, data.agentToken, "<img src=x onerror=window.isOwned=1>");
  const evil = "<script>window.isOwned=1</script><img src=x onerror=window.isOwned=1> [go](javascript:alert(1))";
  const answer = agent
    .callTool({ name: "notes__add_note", arguments: { title: "Harmless\u202e\u200b", text: evil } })
    .catch(() => {});
  const card = page.getByRole("article");
  await expect(card).toContainText(evil);
  await expect(card).toContainText("zero-width space");
  await expect(card).toContainText("U+202E");
  expect(await card.locator("img, script, a[href^='javascript']").count()).toBe(0);
  expect(await page.evaluate(() => "isOwned" in window)).toBe(false);
  await card.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await answer;
  await agent.close();
});

test("a link from outside asks first, shows itself whole, and does nothing by itself (A49)", async () => {
  const { desk, page } = world();
  expect(desk.system.scheme()).toBe("peta-desk");
  desk.system.followLink("peta-desk://add?server=npx%20-y%20evil");
  desk.system.followLink("peta-desk://connect?core=http%3A%2F%2Fevil.example");
  const link = "peta-desk://connect?core=https%3A%2F%2Fpeta.evil.example&note=%3Cb%3Eharmless%3C%2Fb%3E";
  desk.system.followLink(link);
  const dialog = page.getByRole("dialog", { name: "Connect Desk to peta.evil.example?" });
  await expect(dialog).toContainText(link);
  await expect(dialog).toContainText("You have not used this address before");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  desk.system.followLink(link);
  await dialog.getByRole("button", { name: "Continue to sign-in" }).click();
  await expect(page.getByLabel("Address of Peta")).toHaveValue("https://peta.evil.example");
  await page.getByRole("button", { name: "Back" }).click();
  await goTo(page, "Settings");
  await expect(page.getByRole("list", { name: "Connections" }).getByRole("listitem")).toHaveCount(1);
});

test("without a keychain nothing is written down, and the person is told", async ({ browser }) => {
  const { core, data } = world();
  const other = await startDesk(browser, { hasKeychain: false });
  try {
    await signInWithToken(other.page, core.url, data.adaToken);
    await expect(other.page.getByText("You will have to sign in again next time")).toBeVisible();
    expect(other.written()).not.toContain(data.adaToken);
    expect(other.written()).not.toContain("secrets");
    await other.restart();
    await expect(other.page.getByRole("heading", { level: 1, name: "Signed out of Main" })).toBeVisible();
    expect(other.errors()).toEqual([]);
  } finally {
    await other.stop();
  }
});

test("the built main process runs on a runtime that has `electron`, and asks for its sandbox first", () => {
  const { status, stdout, stderr } = spawnSync(
    NODE,
    ["--import", path.join(ROOT, "e2e/desk/electron-stub.ts"), path.join(DESK, "out/main/index.js")],
    { env: plainEnvironment(world().core.scratch), encoding: "utf8", timeout: 20_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.trim().split("\n")).toEqual(["enableSandbox", "requestSingleInstanceLock", "quit"]);
});
