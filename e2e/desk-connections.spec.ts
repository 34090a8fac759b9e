import { connectSdk } from "./clients.ts";
import { addDeskData, type DeskData } from "./desk/add-desk-data.ts";
import { signInWithToken, useDesk } from "./desk/use-desk.ts";
import { expect, test, useCore } from "./fixtures.ts";

const world = useDesk();
const otherCore = useCore();
test.describe.configure({ mode: "serial" });

let other: DeskData;
test.beforeAll(async () => {
  test.setTimeout(90_000);
  other = await addDeskData(otherCore());
  await otherCore().api(other.ownerToken).mutate("workspaces.update", { slug: "main", name: "Second office" });
});

test("two Petas are live at once: what waits at either is counted, told, and opens at the right one", async () => {
  const { page, desk, core, data } = world();
  await signInWithToken(page, core.url, data.adaToken);
  await page.getByRole("button", { name: "Switch connection" }).click();
  await page.getByRole("menuitem", { name: "Add a connection" }).click();
  await expect(page.getByRole("heading", { name: "Add a connection" })).toBeVisible();
  await signInWithToken(page, otherCore().url, other.adaToken);
  await expect(page.getByRole("button", { name: "Switch connection" })).toContainText("Second office");

  const agents = await Promise.all([
    connectSdk(core.url, data.agentToken, "first-client"),
    connectSdk(otherCore().url, other.agentToken, "second-client"),
  ]);
  const [first, second] = agents;
  const atFirst = first.callTool({ name: "notes__add_note", arguments: { title: "One", text: "at the first" } });
  await expect.poll(() => desk.system.badge()).toBe(1);
  await expect(page.getByRole("main")).toContainText("Nothing waits for you");
  const atSecond = second.callTool({ name: "notes__add_note", arguments: { title: "Two", text: "at the second" } });
  await expect.poll(() => desk.system.badge()).toBe(2);
  await expect(page.getByRole("article")).toContainText("at the second");
  expect(desk.system.tray().labels).toEqual(
    expect.arrayContaining(["2 approvals wait", "Main: connected", "Second office: connected"]),
  );

  desk.system.messages[0]?.click();
  await expect(page.getByRole("button", { name: "Switch connection" })).toContainText("Main");
  await expect(page.getByRole("article")).toContainText("at the first");
  await page.getByRole("article").getByRole("button", { name: "Approve" }).click();
  expect(JSON.stringify(await atFirst)).toContain("Added note");
  await expect.poll(() => desk.system.badge()).toBe(1);

  await page.getByRole("button", { name: "Switch connection" }).click();
  await page.getByRole("menuitem", { name: /Second office.*1 waiting/ }).click();
  await expect(page.getByRole("article")).toContainText("at the second");
  await page.getByRole("article").getByRole("button", { name: "Approve" }).click();
  expect(JSON.stringify(await atSecond)).toContain("Added note");
  await Promise.all(agents.map((agent) => agent.close()));
});

test("one that goes away leaves the other alone", async () => {
  const { page, desk } = world();
  await otherCore().halt();
  await expect(page.getByRole("alert").filter({ hasText: "Second office is not reachable" })).toBeVisible();
  expect(desk.system.tray().labels).toEqual(
    expect.arrayContaining(["Main: connected", "Second office: not reachable"]),
  );
  expect(desk.system.tray().image).toBe("idle");
  desk.system.tray().click(/^Main: connected/);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("not reachable")).toHaveCount(0);
});
