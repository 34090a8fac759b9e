import http from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { HarnessOptions } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, type OpenStream, openStream, rpc } from "../raw-client.ts";
import { type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json, tasksOf } from "./task-kit.ts";

const MINUTE_MS = 60_000;
const kit = createTaskKit();
let token: string;
let ask: Ask;
let open: OpenStream[];
/** What the server says of its task now. */
let task: Json;

const begin = async (options: HarnessOptions = {}): Promise<string> => {
  await kit.start("modern", options);
  token = kit.harness.issue("claude");
  ask = await kit.client("modern", token);
  const { taskId } = await kit.create("modern", ask);
  const answer = tasksOf("modern");
  kit.harness.state.answer = (request): ServerOutcome => {
    const said = answer(request);
    if (request.method !== "tasks/get" || said.kind === "error") return said;
    const { result, ...state } = said.result;
    return { kind: "result", result: { ...state, ...(task.status === "completed" && { result }), ...task } };
  };
  return taskId;
};
const listen = async (taskIds: unknown, who = token): Promise<OpenStream> => {
  const stream = await openStream(kit.harness.url, {
    method: "POST",
    headers: modernHeaders(who, "subscriptions/listen"),
    body: rpc("subscriptions/listen", {
      notifications: { taskIds, toolsListChanged: true },
      _meta: modernMeta({ [CAPABILITIES]: DECLARED }),
    }),
  });
  open.push(stream);
  return stream;
};
/** The ids that a stream is told of, and the stream behind its acknowledgement. */
const acknowledged = async (stream: OpenStream): Promise<unknown> => {
  const { params } = (await stream.next()) as { params: { notifications: Json } };
  return params.notifications.taskIds;
};
const told = async (stream: OpenStream): Promise<Json> => {
  const { method, params } = (await stream.next()) as { method: string; params: Json };
  expect(method).toBe("notifications/tasks");
  return params;
};
const gets = (): number => kit.harness.sent.filter(({ method }) => method === "tasks/get").length;
/** What is under way comes to its end. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
};
const pass = async (ms: number): Promise<void> => {
  kit.harness.clock.advance(ms);
  await settle();
};
const push = (): void => {
  for (const { onChanged } of kit.harness.taskWatches) onChanged();
};
/** Whatever is heard next, it is that the tools have changed. */
const expectSilence = async (stream: OpenStream): Promise<void> => {
  kit.harness.change((world) => world.servers[0]?.capabilities.push({ kind: "tool", name: "marker" }));
  expect((await stream.next())?.method).toBe("notifications/tools/list_changed");
};

beforeEach(() => {
  open = [];
  task = { status: "working", pollIntervalMs: 3_000 };
});
afterEach(async () => {
  for (const stream of open) stream.close();
  await kit.stop();
});

describe("a listen stream that is to tell of tasks", () => {
  it("is refused to whoever does not declare the extension", async () => {
    const taskId = await begin();
    const refused = await callModern(kit.harness.url, token, "subscriptions/listen", {
      notifications: { taskIds: [taskId] },
    });
    expect([refused.status, refused.body.error]).toMatchObject([
      400,
      { code: -32021, data: { requiredCapabilities: DECLARED } },
    ]);
    expect(gets()).toBe(0);
  });

  it.each([
    ["a text", "t", "must be a list"],
    ["an object", { id: "t" }, "must be a list"],
    ["no list of texts", ["t", 7], "must be a list"],
    ["more than 64", Array.from({ length: 65 }, (_, at) => `t${at}`), "more than 64"],
  ])("is refused where its ids are %s, before any is looked at (A35)", async (_, taskIds, words) => {
    await begin();
    const refused = await callModern(kit.harness.url, token, "subscriptions/listen", {
      notifications: { taskIds },
      _meta: { [CAPABILITIES]: DECLARED },
    });
    expect([refused.status, refused.body.error?.code]).toEqual([400, -32602]);
    expect(refused.body.error?.message).toContain(words);
    expect(kit.harness.audit.filter(({ action }) => action === "notifications/tasks")).toEqual([]);
  });

  it("acknowledges nobody else's tasks, and none that are changed or made up, all alike, and asks no server (A24)", async () => {
    const taskId = await begin();
    const changed = `${taskId.slice(0, 40)}${taskId[40] === "A" ? "B" : "A"}${taskId.slice(41)}`;
    const strangers = [kit.harness.issue("spy"), kit.harness.issue("claude", "other")];
    for (const who of strangers) expect(await acknowledged(await listen([taskId], who))).toEqual([]);
    expect(await acknowledged(await listen([changed, "made-up-but-long-enough", ""]))).toEqual([]);
    expect([gets(), kit.harness.taskWatches.size]).toEqual([0, 0]);
    const denied = kit.harness.audit.filter(({ action }) => action === "notifications/tasks");
    expect(denied.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual(
      Array.from({ length: 5 }, () => ["denied", "task.not_found"]),
    );
    for (const stream of open) await expectSilence(stream);
  });

  it("acknowledges no task that its server has lost", async () => {
    const taskId = await begin();
    kit.harness.state.answer = () => ({ kind: "error", error: { code: -32602, message: "own-id is unknown" } });
    expect(await acknowledged(await listen([taskId]))).toEqual([]);
    expect(kit.harness.taskWatches.size).toBe(0);
  });

  it("does not wait for a server that is slow: it is told of the task later", async () => {
    const taskId = await begin();
    const { answer } = kit.harness.state;
    const { promise, resolve } = Promise.withResolvers<void>();
    kit.harness.state.answer = (request) => promise.then(() => answer(request));
    const stream = await listen([taskId]);
    await expect.poll(gets).toBe(1);
    kit.harness.clock.advance(5_000);
    expect(await acknowledged(stream)).toEqual([taskId]);
    resolve();
    expect(await told(stream)).toMatchObject({ taskId, status: "working" });
  });

  it("tells of results that are together larger than what a reader is usually let fall behind", async () => {
    const ids = [await begin()];
    ids.push((await kit.create("modern", ask)).taskId);
    task = { status: "completed", result: { content: [{ type: "text", text: "x".repeat(5_000_000) }] } };
    const stream = await listen(ids);
    expect(await acknowledged(stream)).toEqual(ids);
    const known = [];
    for (const _ of ids) known.push(((await told(stream)) as { taskId: string }).taskId);
    expect(known.toSorted()).toEqual(ids.toSorted());
  });

  it("lets a slow reader be, and breaks off with one who takes nothing for a minute (A35)", async () => {
    const taskId = await begin();
    task = { ...task, note: "x".repeat(12_000_000) };
    const request = http.request(kit.harness.url, {
      method: "POST",
      headers: modernHeaders(token, "subscriptions/listen"),
      agent: false,
    });
    request.on("response", (response) => response.on("error", () => {}).pause());
    const _meta = modernMeta({ [CAPABILITIES]: DECLARED });
    request.end(rpc("subscriptions/listen", { notifications: { taskIds: [taskId] }, _meta }));
    await expect.poll(gets).toBe(1);
    await settle();
    for (let sweep = 0; sweep < 6; sweep++) await pass(7_500);
    expect(kit.harness.taskWatches.size).toBe(1);
    for (let sweep = 0; sweep < 4; sweep++) await pass(7_500);
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    request.destroy();
  });

  it("tells of so many tasks for each principal as it may have under way, over all its streams (A35)", async () => {
    const taskId = await begin({ gatewayLimits: { tasksPerPrincipal: 1 } });
    const first = await listen([taskId]);
    expect(await acknowledged(first)).toEqual([taskId]);
    expect(await acknowledged(await listen([taskId]))).toEqual([]);
    expect(kit.harness.audit.at(-1)).toMatchObject({
      errorCode: "server.busy",
      reason: expect.stringContaining("already tell of 1 tasks."),
    });
    first.close();
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    expect(await acknowledged(await listen([taskId]))).toEqual([taskId]);
  });
});

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
    task = { ...task, statusMessage: "half" };
    await pass(3_000);
    expect(await told(stream)).toMatchObject({ status: "working", statusMessage: "half" });
    task = { status: "completed" };
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
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    await pass(MINUTE_MS - 1);
    expect(gets()).toBe(1);
    task = { status: "completed" };
    push();
    expect(await told(stream)).toMatchObject({ status: "completed" });
  });

  it("is asked about a few times in a second at most, however often its server says so (A35)", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    for (let step = 0; step < 100; step++) {
      push();
      await pass(10);
    }
    expect(gets()).toBeGreaterThan(3);
    expect(gets()).toBeLessThan(7);
    // The last of it is not missed.
    task = { ...task, statusMessage: "last" };
    push();
    await pass(250);
    expect(await told(stream)).toMatchObject({ statusMessage: "last" });
  });

  it("is looked at once more where a rule changed while it was looked at: nothing is told by the old one (A7)", async () => {
    const taskId = await begin();
    kit.harness.state.tellsOfTasks = true;
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    const { answer } = kit.harness.state;
    const { promise, resolve } = Promise.withResolvers<void>();
    kit.harness.state.answer = (request) => promise.then(() => answer(request));
    task = { status: "completed" };
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
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
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
    task = { ...task, statusMessage: "later" };
    push();
    kit.harness.state.answer = answer;
    goOn();
    await settle();
    await pass(250);
    expect(await told(stream)).toMatchObject({ statusMessage: "later" });
    task = { status: "completed" };
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
    task = { status: "cancelled" };
    await ask("tasks/cancel", { taskId });
    for (const stream of streams) expect(await told(stream)).toMatchObject({ taskId, status: "cancelled" });
    expect(kit.harness.taskWatches.size).toBe(0);
  });

  it("is redacted by the rules of the moment in which it is told of", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    task = { status: "completed" };
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
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    kit.harness.updatePrincipal("claude", { role: "guest" });
    // Before anything more is asked.
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    task = { status: "completed" };
    await pass(3_000);
    expect(gets()).toBe(1);
    // What it is told of as whoever it was before.
    kit.harness.updatePrincipal("claude", { role: "user" });
    await settle();
    await expectSilence(stream);
  });

  it("is forgotten with the right to its tool, before anything more is asked (A7)", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    kit.harness.change((world) => {
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    await expect.poll(() => kit.harness.taskWatches.size).toBe(0);
    task = { status: "completed" };
    await pass(MINUTE_MS);
    expect(gets()).toBe(1);
    expect((await stream.next())?.method).toBe("notifications/tools/list_changed");
    await expectSilence(stream);
  });

  it("is asked about no longer once the token has been revoked (A7)", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    kit.harness.revoke(token);
    expect(await stream.next()).toMatchObject({ id: 1, result: { resultType: "complete" } });
    expect(kit.harness.taskWatches.size).toBe(0);
    await pass(10 * MINUTE_MS);
    expect(gets()).toBe(1);
  });

  it("is asked about again a minute after its server could not be asked", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    const { answer } = kit.harness.state;
    kit.harness.state.answer = () => ({ kind: "error", error: { code: -32000, message: "not now" } });
    await pass(3_000);
    kit.harness.state.answer = answer;
    task = { status: "completed" };
    await pass(MINUTE_MS - 1);
    expect(gets()).toBe(2);
    await pass(1);
    expect(await told(stream)).toMatchObject({ status: "completed" });
  });

  it("keeps its content back while no record of it can be kept", async () => {
    const taskId = await begin();
    const stream = await listen([taskId]);
    await acknowledged(stream);
    await told(stream);
    kit.harness.state.auditError = new Error("the disk is full");
    task = { status: "input_required", inputRequests: {} };
    await pass(3_000);
    kit.harness.state.auditError = null;
    await expectSilence(stream);
    await pass(MINUTE_MS);
    expect(await told(stream)).toMatchObject({ status: "input_required" });
  });
});
