import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { addAgent } from "../add-agent.ts";
import { createApi, OWNER, SETUP_TOKEN } from "../create-test-core.ts";
import { callModern } from "../mcp/raw-client.ts";
import { createRuns } from "./run-core.ts";

const FIXTURE = path.resolve(import.meta.dirname, "../../src/adapters/mcp-client/fixtures/stdio-server.ts");
const directory = mkdtempSync(path.join(tmpdir(), "peta-approvals-"));
// Two starts with an embedded database, on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000 });
const { start, stopAll } = createRuns(directory);
afterEach(stopAll);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("A56: kill -9 with calls waiting, approved and under way: all are still there, nothing was approved, nothing runs by itself", async () => {
  const environment = { PETA_SETUP_TOKEN: SETUP_TOKEN, PETA_APPROVAL_HOLD_SECONDS: "60" };
  const first = start(environment);
  const firstUrl = await first.ready;
  const { token } = await createApi(firstUrl).installation.setUp.mutate({
    setupToken: SETUP_TOKEN,
    ...OWNER,
    wantsToken: true,
  });
  let owner = createApi(firstUrl, token);
  await owner.servers.add.mutate({
    serverId: "fixture",
    launch: { transport: "stdio", command: process.execPath, args: [FIXTURE], env: {} },
    publicAccess: true,
  });
  for (const name of ["echo", "hang"])
    await owner.servers.setCapability.mutate({ serverId: "fixture", kind: "tool", name, dangerLevel: 2 });
  const agentToken = await addAgent(owner, "bot");
  let url = new URL(`${firstUrl}/mcp`);
  const call = (name: string, message: string) =>
    callModern(url, agentToken, "tools/call", { name: `fixture__${name}`, arguments: { message } });
  const find = async (text: string) => {
    const { approvals } = await owner.approvals.list.query({ limit: 200 });
    const details = await Promise.all(approvals.map(({ approvalId }) => owner.approvals.get.query({ approvalId })));
    return details.find((one) => one.arguments.message === text);
  };
  const statusOf = async (text: string) => (await find(text))?.status;
  const approve = async (text: string) => {
    await expect.poll(() => statusOf(text), { timeout: 20_000 }).toBe("pending");
    await owner.approvals.decide.mutate({ approvalId: (await find(text))?.approvalId ?? "", decision: "approve" });
  };

  // Its client gives up before the decision, so that nobody claims it yet.
  const impatient = new AbortController();
  const left = createApi(firstUrl, agentToken)
    .gateway.callTool.mutate(
      { name: "fixture::echo", arguments: { message: "approved" } },
      { signal: impatient.signal },
    )
    .catch(() => "left");
  await expect.poll(() => statusOf("approved"), { timeout: 20_000 }).toBe("pending");
  impatient.abort();
  expect(await left).toBe("left");
  // Core hears of it a moment later.
  await expect
    .poll(async () => (await owner.audit.list.query({ outcome: "cancelled" })).rows.length, { timeout: 20_000 })
    .toBe(1);
  await approve("approved");

  // The connections of these two die with Core.
  const lost = [call("echo", "waiting"), call("hang", "under way")].map((one) => one.catch(() => "lost"));
  await approve("under way");
  await expect.poll(() => statusOf("under way"), { timeout: 20_000 }).toBe("executing");
  await expect.poll(() => statusOf("waiting"), { timeout: 20_000 }).toBe("pending");
  first.child.kill("SIGKILL");
  await first.ended;
  expect(await Promise.all(lost)).toEqual(["lost", "lost"]);

  const second = start({ ...environment, PETA_APPROVAL_HOLD_SECONDS: "0" });
  const secondUrl = await second.ready;
  owner = createApi(secondUrl, token);
  url = new URL(`${secondUrl}/mcp`);
  expect(await statusOf("waiting")).toBe("pending");
  expect(await statusOf("approved")).toBe("approved");
  expect(await find("under way")).toMatchObject({
    status: "failed",
    outcomeReason: expect.stringContaining("stopped"),
  });

  const still = await call("echo", "waiting");
  expect(still.body.result?._meta).toMatchObject({
    approval: { status: "pending", approvalRequestId: (await find("waiting"))?.approvalId },
  });
  const ran = await call("echo", "approved");
  expect(ran.body.result?.content).toEqual([{ type: "text", text: "approved" }]);
  expect(await statusOf("approved")).toBe("executed");
  expect((await call("hang", "under way")).body.result?._meta).toMatchObject({ approval: { status: "pending" } });
  const { rows } = await owner.audit.list.query({ limit: 200 });
  expect(rows.filter(({ action }) => action === "approval.approve")).toHaveLength(2);
  expect(rows.filter(({ action }) => action === "approval.recover")).toHaveLength(1);
  expect(await owner.audit.verify.mutate()).toMatchObject({ ok: true });
});
