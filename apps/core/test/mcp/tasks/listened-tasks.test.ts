import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createListenKit } from "./listen-kit.ts";

const MINUTE_MS = 60_000;
const at = createListenKit();
const { kit, begin, listen, attend, acknowledged, told, gets, settle, pass, push, expectSilence } = at;
beforeEach(at.reset);
afterEach(at.stop);

describe("a task that is listened to", () => {
  it("is told of at once, and asked about as often as its server suggests where that tells of nothing", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    expect(await acknowledged(stream)).toEqual([taskId]);
    expect(await told(stream)).toMatchObject({ taskId, status: "working", statusMessage: `on ${taskId}` });
    await pass(2_999);
    expect(gets()).toBe(1);
    // What has not changed is neither told nor recorded.
    await pass(1);
    expect(gets()).toBe(2);
    at.task = { ...at.task, statusMessage: "half" };
    await pass(3_000);
    expect(await told(stream)).toMatchObject({ status: "working", statusMessage: "half" });
    at.task = { status: "completed" };
    await pass(3_000);
    expect(await told(stream)).toMatchObject({ status: "completed", result: { structuredContent: { card: "4242" } } });
    // It is over: nothing more is asked, and the server need not tell of it any more.
    await pass(10 * MINUTE_MS);
    expect([gets(), kit.harness.taskWatches.size]).toEqual([4, 0]);
    const entries = kit.harness.audit.filter(({ action }) => action === "notifications/tasks");
    expect(entries).toHaveLength(2);
    for (const entry of entries)
      expect(entry).toMatchObject({ outcome: "allowed", serverId: "notes", capabilityName: "add", requestId: "1" });
    expect(JSON.stringify(entries)).not.toMatch(/4242|half/);
  });

  it("is asked about when its server says that it has changed, and hardly without", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await attend(taskId);
    await pass(MINUTE_MS - 1);
    expect(gets()).toBe(1);
    at.task = { status: "completed" };
    push();
    expect(await told(stream)).toMatchObject({ status: "completed" });
  });

  it("is asked about a few times in a second at most, however often its server says so (A35)", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await attend(taskId);
    for (let step = 0; step < 100; step++) {
      push();
      await pass(10);
    }
    expect(gets()).toBeGreaterThan(3);
    expect(gets()).toBeLessThan(7);
    // The last of it is not missed.
    at.task = { ...at.task, statusMessage: "last" };
    push();
    await pass(250);
    expect(await told(stream)).toMatchObject({ statusMessage: "last" });
  });

  it("is looked at once more where a rule changed while it was looked at: nothing is told by the old one (A7)", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await attend(taskId);
    const { answer } = kit.harness.state;
    const { promise, resolve } = Promise.withResolvers<void>();
    kit.harness.state.answer = (request) => promise.then(() => answer(request));
    at.task = { status: "completed" };
    await pass(250);
    push();
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    await settle();
    resolve();
    await settle();
    await pass(250);
    expect(await told(stream)).toMatchObject({ result: { structuredContent: { card: "[redacted]" } } });
  });

  it("is looked at once more where it changed while it was looked at, and is kept back where a right ended meanwhile (A7)", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await attend(taskId);
    const { answer } = kit.harness.state;
    /** The server answers with the state of the moment in which it was asked, later. */
    const lookSlowly = async (): Promise<() => void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      kit.harness.state.answer = (request) => {
        const said = answer(request);
        return promise.then(() => said);
      };
      await pass(250);
      push();
      return resolve;
    };
    const goOn = await lookSlowly();
    at.task = { ...at.task, statusMessage: "later" };
    push();
    kit.harness.state.answer = answer;
    goOn();
    await settle();
    await pass(250);
    expect(await told(stream)).toMatchObject({ statusMessage: "later" });
    at.task = { status: "completed" };
    const finish = await lookSlowly();
    kit.harness.change((world) => {
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    finish();
    expect((await stream.next())?.method).toBe("notifications/tools/list_changed");
    await settle();
    await expectSilence(stream);
  });

  it("is told of when its client cancels it, on whichever stream", async () => {
    const taskId = await begin();
    const streams = [await listen([taskId]), await listen([taskId])];
    for (const stream of streams) {
      await acknowledged(stream);
      await told(stream);
    }
    await pass(1_000);
    at.task = { status: "cancelled" };
    await at.ask("tasks/cancel", { taskId });
    for (const stream of streams) expect(await told(stream)).toMatchObject({ taskId, status: "cancelled" });
    expect(kit.harness.taskWatches.size).toBe(0);
  });

  it("is redacted by the rules of the moment in which it is told of", async () => {
    const taskId = await begin();
    const stream = await attend(taskId);
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    at.task = { status: "completed" };
    await pass(3_000);
    const last = await told(stream);
    expect(last).toMatchObject({ status: "completed", result: { structuredContent: { card: "[redacted]" } } });
    expect(last).not.toHaveProperty("statusMessage");
  });

  it("is told of no longer once its client may not see it, also where only a role has changed (A7)", async () => {
    const rule = {
      id: "no-guests",
      priority: 1,
      match: {},
      when: "principal.role == 'guest'",
      effect: "deny" as const,
    };
    const taskId = await begin({ world: { rules: [rule] } });
    const stream = await attend(taskId);
    kit.harness.updatePrincipal("claude", { role: "guest" });
    // Before anything more is asked.
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    at.task = { status: "completed" };
    await pass(3_000);
    expect(gets()).toBe(1);
    // What it is told of as whoever it was before.
    kit.harness.updatePrincipal("claude", { role: "user" });
    await settle();
    await expectSilence(stream);
  });

  it("is forgotten with the right to its tool, before anything more is asked (A7)", async () => {
    const taskId = await begin();
    const stream = await attend(taskId);
    kit.harness.change((world) => {
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    at.task = { status: "completed" };
    await pass(MINUTE_MS);
    expect(gets()).toBe(1);
    expect((await stream.next())?.method).toBe("notifications/tools/list_changed");
    await expectSilence(stream);
  });

  it("is asked about no longer once the token has been revoked (A7)", async () => {
    const taskId = await begin();
    const stream = await attend(taskId);
    kit.harness.revoke(at.token);
    expect(await stream.next()).toMatchObject({ id: 1, result: { resultType: "complete" } });
    expect(kit.harness.taskWatches.size).toBe(0);
    await pass(10 * MINUTE_MS);
    expect(gets()).toBe(1);
  });

  it("is asked about again a minute after its server could not be asked", async () => {
    const taskId = await begin();
    const stream = await attend(taskId);
    const { answer } = kit.harness.state;
    kit.harness.state.answer = () => ({ kind: "error", error: { code: -32000, message: "not now" } });
    await pass(3_000);
    kit.harness.state.answer = answer;
    at.task = { status: "completed" };
    await pass(MINUTE_MS - 1);
    expect(gets()).toBe(2);
    await pass(1);
    expect(await told(stream)).toMatchObject({ status: "completed" });
  });

  it("keeps its content back while no record of it can be kept", async () => {
    const taskId = await begin();
    const stream = await attend(taskId);
    kit.harness.state.auditError = new Error("the disk is full");
    at.task = { status: "input_required", inputRequests: {} };
    await pass(3_000);
    kit.harness.state.auditError = null;
    await expectSilence(stream);
    await pass(MINUTE_MS);
    expect(await told(stream)).toMatchObject({ status: "input_required" });
  });
});
