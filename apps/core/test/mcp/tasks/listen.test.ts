import http from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callModern, modernHeaders, modernMeta, rpc } from "../raw-client.ts";
import { createListenKit } from "./listen-kit.ts";
import { CAPABILITIES, DECLARED } from "./task-kit.ts";

const at = createListenKit();
const { kit, begin, listen, acknowledged, told, gets, settle, pass, expectSilence } = at;
beforeEach(at.reset);
afterEach(at.stop);

/** Without a reader. */
const listenRaw = (taskId: string): http.ClientRequest => {
  const request = http.request(kit.harness.url, {
    method: "POST",
    headers: modernHeaders(at.token, "subscriptions/listen"),
    agent: false,
  });
  const _meta = modernMeta({ [CAPABILITIES]: DECLARED });
  return request.end(rpc("subscriptions/listen", { notifications: { taskIds: [taskId] }, _meta }));
};

describe("a listen stream that is to tell of tasks", () => {
  it("is refused to whoever does not declare the extension", async () => {
    const taskId = await begin();
    const refused = await callModern(kit.harness.url, at.token, "subscriptions/listen", {
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
    ["more than 64", Array.from({ length: 65 }, (_, index) => `t${index}`), "more than 64"],
  ])("is refused where its ids are %s, before any is looked at (A35)", async (_, taskIds, words) => {
    await begin();
    const recorded = kit.harness.audit.length;
    const refused = await callModern(kit.harness.url, at.token, "subscriptions/listen", {
      notifications: { taskIds },
      _meta: { [CAPABILITIES]: DECLARED },
    });
    expect([refused.status, refused.body.error?.code]).toEqual([400, -32602]);
    expect(refused.body.error?.message).toContain(words);
    expect(kit.harness.audit.slice(recorded)).toMatchObject([{ action: "subscriptions/listen", outcome: "denied" }]);
  });

  it("is not opened for a token that is revoked before it was on record (A7)", async () => {
    const taskId = await begin();
    const [reached, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    kit.harness.state.beforeRecord = () => {
      reached.resolve();
      return recorded.promise;
    };
    const answered = listenRaw(taskId);
    const status = new Promise((resolve) => answered.on("response", (response) => resolve(response.statusCode)));
    await reached.promise;
    kit.harness.revoke(at.token);
    kit.harness.state.beforeRecord = null;
    recorded.resolve();
    expect(await status).toBe(401);
    expect(kit.harness.audit.at(-1)).toMatchObject({ outcome: "denied", errorCode: "auth.invalid_token" });
    expect([gets(), kit.harness.taskWatches.size]).toEqual([0, 0]);
    answered.destroy();
  });

  it("is not opened, and holds no place, where its client has left before it was on record (A35)", async () => {
    const taskId = await begin({ limits: { streamsPerPrincipal: 1 } });
    const [reached, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    kit.harness.state.beforeRecord = () => {
      reached.resolve();
      return recorded.promise;
    };
    const request = listenRaw(taskId);
    const left = new Promise((resolve) => request.on("error", resolve));
    await reached.promise;
    request.destroy();
    await left;
    await settle();
    kit.harness.state.beforeRecord = null;
    recorded.resolve();
    await settle();
    expect([gets(), kit.harness.taskWatches.size]).toEqual([0, 0]);
    expect(await acknowledged(await listen([taskId]))).toEqual([taskId]);
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
    for (const stream of at.streams) await expectSilence(stream);
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
    ids.push((await kit.create("modern", at.ask)).taskId);
    at.task = { status: "completed", result: { content: [{ type: "text", text: "x".repeat(5_000_000) }] } };
    const stream = await listen(ids);
    expect(await acknowledged(stream)).toEqual(ids);
    const known = [];
    for (const _ of ids) known.push(((await told(stream)) as { taskId: string }).taskId);
    expect(known.toSorted()).toEqual(ids.toSorted());
  });

  it("lets a slow reader be, and breaks off with one who takes nothing for a minute (A35)", async () => {
    const taskId = await begin();
    at.task = { ...at.task, note: "x".repeat(12_000_000) };
    const request = listenRaw(taskId);
    request.on("response", (response) => response.on("error", () => {}).pause());
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
