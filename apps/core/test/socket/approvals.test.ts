import { type ApprovalDecideAck, type ApprovalDecidePayload, approvalViewSchema } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi, OWNER, refusal } from "../create-test-core.ts";
import type { Device } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
let ann: Device;
beforeAll(async () => {
  world = await createSocketWorld();
  await setLevel("add_note", 2);
  await setLevel("delete_note", 3);
  await setLevel("read_note", 1);
  ann = await world.device(world.ann.token);
});
afterAll(() => world.stop());

const setLevel = (name: string, dangerLevel: 0 | 1 | 2 | 3) =>
  world.owner.servers.setCapability.mutate({ serverId: "notes", kind: "tool", name, dangerLevel });

let serial = 0;
const CANARY = "canary-in-the-arguments";

/** The bot's call, which is held until somebody decides; answers what it was refused with. */
const call = (args: Record<string, unknown>, name = "add_note") =>
  refusal(world.bot.api.gateway.callTool.mutate({ name: `notes::${name}`, arguments: args }));

/** A new question of the bot's, as Ann's device hears of it, and what will become of the call. */
async function ask(text = `text ${++serial}`, name = "add_note") {
  const args = name === "add_note" ? { title: `title ${++serial}`, text } : { id: text };
  const before = new Set(ann.notifications.map((one) => (one.type === "approval_created" ? one.data.id : "")));
  const outcome = call(args, name);
  const told = await ann.notified("approval_created", ({ data }) => !before.has(data.id));
  return { ...told.data, args, outcome };
}

const decide = (device: Device, payload: ApprovalDecidePayload): Promise<ApprovalDecideAck> =>
  new Promise((resolve) => device.socket.emit("approval_decide", payload, resolve));

describe("a question", () => {
  test("is told to the person behind the agent, with everything a legacy client reads and what ours needs", async () => {
    const long = "x".repeat(150);
    const asked = await ask(long);
    expect(asked).toMatchObject({
      resumeToken: asked.id,
      toolName: "add_note",
      serverId: "notes",
      status: "PENDING",
      redactedArgs: { title: asked.args.title, text: `${"x".repeat(100)}...` },
      matchedRuleId: null,
      policyVersion: expect.any(String),
      reason: expect.any(String),
    });
    expect(approvalViewSchema.parse(asked.approval)).toMatchObject({ principalId: "bot", mayDecide: true });
    expect(Date.parse(asked.expiresAt)).toBeGreaterThan(Date.parse(asked.createdAt));
    await decide(ann, { id: asked.id, decision: "REJECTED" });
  });

  test("is told to an administrator and to the agent itself, and to nobody else", async () => {
    await world.owner.principals.add.mutate({ principalId: "carl", kind: "person" });
    const [owner, bot, carl] = await Promise.all([
      world.device(world.ownerToken),
      world.device(world.bot.token),
      world.device((await world.tokenOf("carl")).token),
    ]);
    const { id } = await ask();
    for (const device of [owner, bot]) await device.notified("approval_created", ({ data }) => data.id === id);
    expect((await bot.notified("approval_created")).data.approval.mayDecide).toBe(false);
    await decide(ann, { id, decision: "REJECTED" });
    for (const device of [owner, bot]) await device.notified("approval_decided", ({ data }) => data.id === id);
    expect(carl.heard.filter((type) => type.startsWith("approval"))).toEqual([]);
    for (const device of [owner, bot, carl]) device.close();
  });

  test("that was missed is delivered at connect, after the state, the oldest first; and can be asked for", async () => {
    const first = await ask();
    const second = await ask();
    const late = await world.device((await world.tokenOf("ann")).token);
    await late.notified("approval_created", ({ data }) => data.id === second.id);
    expect(late.heard).toEqual([
      "server_info",
      "permission_changed",
      "online_sessions",
      "approval_created",
      "approval_created",
    ]);
    const told = late.notifications.flatMap((one) => (one.type === "approval_created" ? [one.data.id] : []));
    expect(told).toEqual([first.id, second.id]);
    const answer = await late.ask<{ approvals: { id: string }[] }>("get_pending_approvals");
    expect(answer.data?.approvals.map(({ id }) => id)).toEqual([second.id, first.id]);
    for (const { id } of [first, second]) await decide(late, { id, decision: "REJECTED" });
    expect((await late.ask("get_pending_approvals")).data).toEqual({ approvals: [] });
    late.close();
  });
});

describe("a decision", () => {
  test("is answered, told to every device, and lets exactly this call through", async () => {
    const other = await world.device((await world.tokenOf("ann")).token);
    const { id, outcome } = await ask();
    expect(await decide(ann, { id, decision: "APPROVED", reason: "fine" })).toEqual({
      success: true,
      id,
      decision: "APPROVED",
    });
    for (const device of [ann, other]) {
      const told = await device.notified("approval_decided", ({ data }) => data.id === id);
      expect(told).toMatchObject({ severity: "success", data: { decision: "APPROVED", reason: "fine" } });
      expect(told.data.approval).toMatchObject({ decidedBy: "ann", decisionChannel: "socket" });
    }
    expect(await outcome).toBe("not refused");
    await other.notified("approval_executed", ({ data }) => data.id === id);
    // How the approval of the test before has ended may come late.
    const ofThis = other.notifications.filter(({ data }) => (data as { id?: unknown }).id === id);
    expect(ofThis.map(({ type }) => type)).toEqual(["approval_created", "approval_decided", "approval_executed"]);
    other.close();
  });

  test("first one wins, over the socket and over the typed API", async () => {
    const { id, outcome } = await ask();
    const others = await Promise.all([world.tokenOf("ann"), world.tokenOf("ann")]);
    const api = createApi(world.core.url, others[0]?.token);
    const outcomes = await Promise.all([
      decide(ann, { id, decision: "APPROVED" }).then(({ success }) => success),
      refusal(api.approvals.decide.mutate({ approvalId: id, decision: "reject" })).then(
        (code) => code === "not refused",
      ),
      refusal(world.owner.approvals.decide.mutate({ approvalId: id, decision: "reject" })).then(
        (code) => code === "not refused",
      ),
    ]);
    expect(outcomes.filter(Boolean).length).toBe(1);
    const decided = await ann.notified("approval_decided", ({ data }) => data.id === id);
    const { status } = await world.owner.approvals.get.query({ approvalId: id });
    const isApproved = decided.data.decision === "APPROVED";
    expect(["approved", "executing", "executed"].includes(status)).toBe(isApproved);
    expect(await outcome).toBe(isApproved ? "not refused" : "approval.rejected");
    expect(await decide(ann, { id, decision: "APPROVED" })).toMatchObject({
      success: false,
      error: "Decision failed: request not pending or already expired",
      code: "approval.not_pending",
    });
  });

  test("may edit the arguments: the edited call is the one that runs", async () => {
    const { id, args, outcome } = await ask();
    expect(await decide(ann, { id, decision: "APPROVED", arguments: { ...args, title: "Edited" } })).toMatchObject({
      success: true,
    });
    expect(await outcome).toBe("not refused");
    const listed = await world.bot.api.gateway.callTool.mutate({ name: "notes::list_notes" });
    expect(JSON.stringify(listed)).toContain("Edited");
    expect(JSON.stringify(listed)).not.toContain(args.title);
  });

  test("at level 3 wants the decider's password, and a wrong one decides nothing", async () => {
    const owner = await world.device(world.ownerToken);
    const { id } = await ask("1", "delete_note");
    const attempt = (password?: string) => decide(owner, { id, decision: "APPROVED", ...(password && { password }) });
    expect(await attempt()).toMatchObject({ success: false, code: "approval.step_up_required" });
    expect(await attempt("wrong password 123")).toMatchObject({
      success: false,
      error: "Failed to process approval decision",
      code: "auth.invalid_credentials",
    });
    expect(await attempt(OWNER.password)).toMatchObject({ success: true });
    expect(world.core.logged()).not.toContain(OWNER.password);
    owner.close();
  });

  test("without a callback is answered by an event", async () => {
    const { id } = await ask();
    const answered = new Promise((resolve) => ann.socket.once("approval_decide_ack", resolve));
    ann.socket.emit("approval_decide", { id, decision: "REJECTED", reason: "no" });
    expect(await answered).toEqual({ success: true, id, decision: "REJECTED" });
    expect(await ann.notified("approval_decided", ({ data }) => data.id === id)).toMatchObject({
      severity: "warning",
      data: { decision: "REJECTED", reason: "no" },
    });
  });

  test.each([
    ["no id", { decision: "APPROVED" }, "Invalid approval_decide payload"],
    ["an unknown decision", { id: "x", decision: "MAYBE" }, "Invalid approval_decide payload"],
    ["nothing at all", undefined, "Invalid approval_decide payload"],
    ["an approval that is not there", { id: "apr_none", decision: "APPROVED" }, "Approval request not found"],
  ])("with %s is refused in the legacy words", async (_name, payload, error) => {
    expect(await decide(ann, payload as never)).toMatchObject({ success: false, error });
  });

  test("A24: of somebody else's is not found, and the agent itself never decides (A54)", async () => {
    const carl = await world.device((await world.tokenOf("carl")).token);
    const bot = await world.device(world.bot.token);
    const { id } = await ask();
    expect(await decide(carl, { id, decision: "APPROVED" })).toMatchObject({ error: "Approval request not found" });
    expect(await decide(bot, { id, decision: "APPROVED" })).toMatchObject({
      error: "Approval request does not belong to user",
      code: "approval.not_decider",
    });
    expect((await bot.ask("get_pending_approvals")).data).toEqual({ approvals: [] });
    await decide(ann, { id, decision: "REJECTED" });
    carl.close();
    bot.close();
  });
});

describe("a call of level 1", () => {
  test("is told to the agent's person; many of them within a second as one with their number", async () => {
    ann.forget();
    const read = () => world.bot.api.gateway.callTool.mutate({ name: "notes::read_note", arguments: { id: "2" } });
    for (let times = 0; times < 5; times++) await read();
    const first = await ann.notified("tool_called");
    expect(first).toMatchObject({
      severity: "info",
      data: { serverId: "notes", toolName: "read_note", principalId: "bot", times: 1 },
    });
    const rest = await ann.notified("tool_called", ({ data }) => data.times > 1);
    expect(rest.data.times).toBeLessThanOrEqual(4);
    expect(ann.heard.filter((type) => type === "tool_called").length).toBeLessThanOrEqual(3);
  });
});

test("no argument is in the log", async () => {
  const { id } = await ask(CANARY);
  await decide(ann, { id, decision: "REJECTED", reason: "no" });
  expect(world.core.logged()).not.toContain(CANARY);
});
