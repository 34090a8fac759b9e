import { afterEach, describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { type Ask, createTaskKit, fetching, server, tasksOf, tool } from "./task-kit.ts";

const kit = createTaskKit();
afterEach(() => kit.stop());

describe.each(["legacy", "modern"] as const)("tasks between %s client and server", (era) => {
  it("are known by an id of Core's own, which says nothing of the server's", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { answer, taskId } = await kit.create(era, ask);
    expect(taskId).toMatch(/^[A-Za-z0-9_-]{50,}$/);
    expect(answer.text).not.toContain("own-id");
    const got = await ask("tasks/get", { taskId, _meta: { traceparent: "00-1-2-01", "peta/x": 1 } });
    expect(got.body.result).toMatchObject({ taskId, status: "completed" });
    expect(got.text).not.toContain("own-id");
    expect(kit.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/get"]);
    expect(kit.harness.sent[1]?.params).toMatchObject({ taskId: "own-id", _meta: { traceparent: "00-1-2-01" } });
    expect(JSON.stringify(kit.harness.sent[1]?.params)).not.toContain("peta/x");
  });

  it("do not exist for anybody else: foreign, changed and made-up ids are answered alike, on record, and reach no server (A24)", async () => {
    await kit.start(era);
    const [own, foreign, other] = await Promise.all(
      ["claude", "spy"]
        .map((who) => kit.client(era, kit.harness.issue(who)))
        .concat(kit.client(era, kit.harness.issue("claude", "other"))),
    );
    const { taskId } = await kit.create(era, own as Ask);
    const changed = `${taskId.slice(0, 40)}${taskId[40] === "A" ? "B" : "A"}${taskId.slice(41)}`;
    const last = taskId.slice(0, -1) + (taskId.endsWith("A") ? "B" : "A");
    const answers: unknown[] = [];
    for (const method of new Set([fetching[era], "tasks/get", "tasks/cancel"]))
      for (const [ask, id] of [
        [foreign, taskId],
        [other, taskId],
        [own, changed],
        [own, last],
        [own, "made-up-but-long-enough"],
        [own, 7],
      ] as const)
        answers.push((await (ask as Ask)(method, { taskId: id })).body.error);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([
        JSON.stringify({
          code: -32602,
          message: "There is no such task. It may have expired.",
          data: { code: "task.not_found" },
        }),
      ]),
    );
    expect(kit.harness.sent).toHaveLength(1);
    expect(kit.harness.audit.filter(({ errorCode }) => errorCode === "task.not_found")).toHaveLength(answers.length);
  });

  it("are decided on anew: what has been taken away is shown to nobody, and can still be cancelled (A7)", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.text == "milk"', effect: "deny" }];
    });
    for (const method of [fetching[era], "tasks/get"]) {
      const refused = await ask(method, { taskId });
      expect(refused.body.error?.data?.code).toBe("permission.denied");
      expect(refused.text).not.toMatch(/done|4242/);
    }
    kit.harness.change((world) => {
      world.rules = [];
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
    expect(kit.harness.sent).toHaveLength(1);
    const cancelled = await ask("tasks/cancel", { taskId });
    expect(cancelled.body.error).toBeUndefined();
    expect(cancelled.text).not.toContain("statusMessage");
    expect(kit.harness.sent.at(-1)).toMatchObject({ method: "tasks/cancel", params: { taskId: "own-id" } });
  });

  it("are refused where a rule looks at arguments that were too long for the id", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const text = "x".repeat(2_000);
    const { taskId } = await kit.create(era, (method, params) => ask(method, { ...params, arguments: { text } }));
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.text == "milk"', effect: "deny" }];
    });
    const refused = await ask(fetching[era], { taskId });
    expect(refused.body.error?.data?.code).toBe("permission.denied");
    expect(refused.text).not.toContain("4242");
  });

  it("are redacted by the rules of the moment in which the result is fetched", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    kit.harness.change((world) => {
      world.rules = [
        {
          id: "pci",
          priority: 1,
          match: {},
          effect: "allow",
          obligations: { redactResult: ["structuredContent.card"] },
        },
      ];
    });
    const fetched = await ask(fetching[era], { taskId });
    expect(fetched.text).toContain("[redacted]");
    expect(fetched.text).not.toContain("4242");
    // What the server says of the state may repeat what is hidden.
    expect((await ask("tasks/get", { taskId })).text).not.toContain("statusMessage");
  });

  it("leave records of what was asked, by whom and of which tool, and of nothing that was in them", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    await ask(fetching[era], { taskId });
    await ask("tasks/cancel", { taskId });
    const entries = kit.harness.audit.slice(-3);
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["tools/call", "allowed"],
      [fetching[era], "allowed"],
      ["tasks/cancel", "allowed"],
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({
        principalHandle: "claude",
        serverId: "notes",
        capabilityName: "add",
        decision: "allow",
      });
    expect(entries[0]?.reason).toContain("It goes on as a task.");
    expect(JSON.stringify(entries.slice(1))).not.toMatch(/4242|done|milk/);
  });

  it("need no table: an id is as good at the next process, and at most for a day", async () => {
    await kit.start(era);
    const token = kit.harness.issue("claude");
    const { taskId } = await kit.create(era, await kit.client(era, token));
    await kit.stop();
    await kit.start(era);
    kit.harness.issue("claude");
    const ask = await kit.client(era, token);
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
    kit.harness.clock.advance(24 * 60 * 60_000);
    kit.forgetSessions();
    expect((await (await kit.client(era, token))("tasks/get", { taskId })).body.error?.data?.code).toBe(
      "task.not_found",
    );
  });

  it("belong to the server's row: one that was removed and added anew under the same name has none of them", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    kit.harness.change((world) => {
      world.servers = [server(era, { rowId: "srv_another" })];
    });
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
    expect(kit.harness.sent).toHaveLength(1);
  });

  it("say so when their server knows them no longer, in Core's words", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    kit.harness.state.answer = () => ({ kind: "error", error: { code: -32602, message: "Task not found: own-id" } });
    const lost = await ask(fetching[era], { taskId });
    expect(lost.body.error).toMatchObject({ code: -32602, message: expect.stringMatching(/started anew/) });
    expect(lost.text).not.toContain("own-id");
  });

  it("say of a server that cannot be asked that nothing was asked, and when to ask again", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    kit.harness.state.answer = () => {
      throw new CoreError("server.start_failed", "The program has ended at its start. Run it by hand.");
    };
    for (const method of [fetching[era], "tasks/cancel"]) {
      const { error } = (await ask(method, { taskId })).body;
      expect(error?.message).toMatch(
        /at its start\. Nothing was asked of it\. Ask again later, or ask an administrator/,
      );
      expect(kit.harness.audit.at(-1)).toMatchObject({
        outcome: "failed",
        reason: expect.stringMatching(
          /^The program has ended at its start\. Run it by hand\. The permissions let this call/,
        ),
      });
    }
  });

  it("are not taken back by their client where Core stops while it waits for them", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const { taskId } = await kit.create(era, ask);
    const underWay = new Promise<void>((isSent) => {
      kit.harness.state.answer = ({ options: { signal } }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
          isSent();
        });
    });
    const answer = ask(fetching[era], { taskId });
    await underWay;
    const closed = kit.harness.surface.close();
    kit.harness.clock.advance(6_000);
    expect((await answer).body.error?.data?.code).toBe("request.interrupted");
    await closed;
    expect(kit.harness.audit.at(-1)).toMatchObject({
      action: fetching[era],
      outcome: "failed",
      errorCode: "request.interrupted",
    });
  });

  it("are bounded for each principal", async () => {
    await kit.start(era, { gatewayLimits: { tasksPerPrincipal: 2 } });
    let lastId = 0;
    const own = tasksOf(era);
    kit.harness.state.answer = (request) => {
      const text = JSON.stringify(own(request)).replaceAll("own-id", `own-${++lastId}`);
      return JSON.parse(text) as ServerOutcome;
    };
    const [ask, other] = await Promise.all(["claude", "other"].map((who) => kit.client(era, kit.harness.issue(who))));
    await kit.create(era, ask as Ask);
    const { taskId } = await kit.create(era, ask as Ask);
    const third = (await kit.create(era, ask as Ask)).answer;
    if (era === "legacy")
      expect(third.body.error).toMatchObject({ message: expect.stringMatching(/already has 2 tasks/) });
    // The server may not start one, and answers at once.
    else expect(third.body.result).toMatchObject({ resultType: "complete", content: [{ text: "done" }] });
    expect((await kit.create(era, other as Ask)).taskId).not.toBe("undefined");
    kit.harness.state.answer = (request) =>
      JSON.parse(JSON.stringify(own(request)).replaceAll("own-id", "own-2")) as ServerOutcome;
    await (ask as Ask)("tasks/cancel", { taskId });
    expect((await kit.create(era, ask as Ask)).taskId).not.toBe("undefined");
  });

  it("are refused whole when the server describes something that is no task", async () => {
    await kit.start(era);
    const ask = await kit.client(era, kit.harness.issue("claude"));
    const broken = { taskId: "x".repeat(2_000), status: "working", createdAt: "a", lastUpdatedAt: "b" };
    kit.harness.state.answer = () => ({
      kind: "result",
      result: era === "legacy" ? { task: broken } : { resultType: "task", ...broken },
    });
    expect((await kit.create(era, ask)).answer.body.error?.data?.code).toBe("server.protocol_error");
  });
});

// Those of a client of 2026-07-28 are tasks while they wait: held.test.ts.
describe("tasks between legacy client and server, where a person is asked,", () => {
  it("are started once a person has approved the call, and need no second approval to be fetched (A52)", async () => {
    await kit.start("legacy", {
      world: { servers: [server("legacy", { capabilities: [tool("add", { dangerLevel: 2 })] })] },
    });
    const ask = await kit.client("legacy", kit.harness.issue("claude"));
    const creating = kit.create("legacy", ask);
    await expect.poll(() => kit.harness.approvalStore.rows).toHaveLength(1);
    expect(kit.harness.sent).toHaveLength(0);
    const decider = kit.harness.identities.principal("boss");
    Object.assign(decider, { role: "owner", kind: "person" });
    await kit.harness.approvals.decide(
      {
        principal: decider,
        credential: { kind: "token", tokenId: "tok_boss", tokenHash: "x" },
        channel: "api",
        ipAddress: null,
      },
      { approvalId: kit.harness.approvalStore.rows[0]?.id ?? "", decision: "approve" } as never,
    );
    const { taskId } = await creating;
    expect(kit.harness.sent[0]?.params.arguments).toEqual({ text: "milk" });
    expect((await ask(fetching.legacy, { taskId })).text).toContain("4242");
    // What now wants more than that shows nothing.
    kit.harness.change((world) => {
      world.servers = [server("legacy", { capabilities: [tool("add", { dangerLevel: 3 })] })];
    });
    expect((await ask(fetching.legacy, { taskId })).body.error?.data?.code).toBe("permission.denied");
  });

  it("are answered by an error while nobody has approved", async () => {
    await kit.start("legacy", {
      world: { servers: [server("legacy", { capabilities: [tool("add", { dangerLevel: 2 })] })] },
      gatewayLimits: { approvalHoldMs: 0 },
    });
    const ask = await kit.client("legacy", kit.harness.issue("claude"));
    const { answer } = await kit.create("legacy", ask);
    // Who asked for a task understands no result of the tool's.
    expect(answer.body.error?.data).toMatchObject({ code: "approval.pending", approval: { status: "pending" } });
    expect(kit.harness.sent).toEqual([]);
  });
});
