import { describe, expect, it } from "vitest";
import { PASSWORD } from "../../src/modules/approvals/twins/memory-approvals.ts";
import type { CoreEvent } from "../../src/modules/events.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { callLegacy, callModern, legacyHeaders, openStream, rpc, send } from "../mcp/raw-client.ts";
import { DELETE, pause, useApprovals } from "./approvals-over-mcp.ts";

const world = useApprovals();

describe("level 3", () => {
  it("A54: waits like level 2 and wants the decider's password", async () => {
    const call = world.calls("modern", await world.start());
    const answer = call({ name: "notes__pay", arguments: { amount: 3 } });
    await world.asked();
    await expect(world.decide({ approve: true })).rejects.toMatchObject({ code: "approval.step_up_required" });
    expect(world.statuses()).toEqual(["pending"]);
    await world.decide({ approve: true, password: PASSWORD });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"amount":3}' }]);
  });
});

describe("resources and prompts", () => {
  it.each(["legacy", "modern"] as const)(
    "wait too, and are refused with an error that names the approval, %s era",
    async (era) => {
      const session = await world.start();
      const cases = [
        ["resources/read", { uri: "notes::note://1" }, "note://1"],
        ["prompts/get", { name: "notes__greet" }, "greet"],
      ] as const;
      for (const [method, params, name] of cases) {
        world.harness.audit.length = 0;
        const call = (id: number) =>
          era === "legacy"
            ? callLegacy(world.harness.url, world.token, session, method, { ...params }, id)
            : callModern(world.harness.url, world.token, method, { ...params }, id);
        const waiting = await world.outwait(call(1));
        const { id = "" } = world.harness.approvalStore.rows.at(-1) ?? {};
        expect(waiting.status).toBe(200);
        expect(waiting.body.error).toMatchObject({
          code: -31002,
          message: expect.stringContaining(id),
          data: {
            code: "approval.pending",
            approval: { kind: "approval_pending", approvalRequestId: id, toolName: name },
          },
        });
        await world.decide({ approve: true });
        expect((await call(2)).body.result).toBeDefined();
        world.harness.audit.length = 0;
        const again = call(3);
        await world.asked();
        await world.decide({ approve: false, reason: "No." });
        expect((await again).body.error).toMatchObject({ code: -31001, data: { code: "approval.rejected" } });
      }
    },
  );
});

describe("a held call", () => {
  it("takes no place of a running one", async () => {
    const call = world.calls("legacy", await world.start({ gatewayLimits: { callsPerPrincipal: 1 } }));
    const held = call();
    await world.asked();
    expect((await call({ name: "notes__list", arguments: {} }, 2)).body.result?.isError).toBeUndefined();
    // As many are held as may run.
    expect((await call({ ...DELETE, arguments: { id: "2" } }, 3)).status).toBe(503);
    await world.decide({ approve: false }, world.harness.approvalStore.rows[0]?.id);
    await held;
  });

  it("is kept alive by comment lines", async () => {
    const session = await world.start();
    const answer = world.calls("legacy", session)();
    await world.asked();
    for (let i = 0; i < 6; i++) {
      await pause(10);
      world.harness.clock.advance(7_500);
    }
    await world.decide({ approve: true });
    expect((await answer).text).toContain(": waiting\n\n");
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("can be taken back by its client; the question stays and can still be claimed", async () => {
    const session = await world.start();
    const stream = openStream(world.harness.url, {
      method: "POST",
      headers: legacyHeaders(world.token, session),
      body: rpc("tools/call", { ...DELETE, _meta: { progressToken: 1 } }, 5),
    });
    await world.asked();
    await stream;
    await send(world.harness.url, {
      headers: legacyHeaders(world.token, session),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } }),
    });
    expect(await world.harness.recorded(({ action }) => action === "tools/call")).toMatchObject({
      outcome: "cancelled",
    });
    expect(world.statuses()).toEqual(["pending"]);
    await world.decide({ approve: true });
    expect(world.harness.sent).toEqual([]);
    expect((await world.calls("legacy", session)(DELETE, 6)).body.result?.content).toEqual([
      { type: "text", text: '{"id":"1"}' },
    ]);
  });

  it("finds a decision whose event was lost", async () => {
    const call = world.calls("legacy", await world.start());
    const answer = call();
    await world.asked();
    await pause();
    const row = world.harness.approvalStore.rows[0];
    await world.harness.approvalStore.decide(row?.workspaceId ?? "", row?.id ?? "", {
      status: "approved",
      decidedAt: world.harness.clock.now(),
      decidedById: "prn_olga",
      decidedByHandle: "olga",
      decisionChannel: "console",
      decisionReason: null,
      isSteppedUp: false,
      sealedEdit: null,
      expiresAt: world.harness.clock.now() + 600_000,
    });
    world.harness.clock.advance(5_000);
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });
});

it("A55: a flood of questions is refused with the time to wait", async () => {
  const call = world.calls("modern", await world.start({ gatewayLimits: { approvalHoldMs: 0 } }));
  for (let i = 0; i < 10; i++)
    expect((await call({ ...DELETE, arguments: { id: i } })).body.result).toMatchObject({ isError: false });
  const refused = await call({ ...DELETE, arguments: { id: 10 } });
  expect(refused.body.result).toMatchObject({
    isError: true,
    _meta: { "peta/code": "approval.limit", approval: { kind: "approval_rate_limited", retryAfterSeconds: 60 } },
  });
  expect(world.harness.approvalStore.rows).toHaveLength(10);
});

it("a tool that promises structured content answers its waiting as an error, which clients accept without it", async () => {
  const call = world.calls("modern", await world.start({ gatewayLimits: { approvalHoldMs: 0 } }));
  const answer = await call({ name: "notes__count", arguments: {} });
  expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "approval.pending" } });
});

it("a call that fails is a failed approval, which is used up all the same", async () => {
  const call = world.calls(
    "modern",
    await world.start({ answer: () => ({ kind: "result", result: { content: [], isError: true } }) }),
  );
  const answer = call();
  await world.asked();
  await world.decide({ approve: true });
  expect((await answer).body.result?.isError).toBe(true);
  expect(world.statuses()).toEqual(["failed"]);
  expect(world.toolRecords()[0]).toMatchObject({ outcome: "failed", errorCode: "tool.error" });
});

it("A57: nothing runs when the claim cannot be recorded", async () => {
  const call = world.calls("modern", await world.start());
  const answer = call();
  await world.asked();
  await pause();
  world.harness.events.subscribe(() => (world.harness.state.auditError = new Error("store is down")));
  await world.decide({ approve: true });
  expect((await answer).status).toBe(503);
  expect(world.harness.sent).toEqual([]);
  expect(world.statuses()).toEqual(["approved"]);
});

it("a call of level 1 runs at once and says that it did; the others do not", async () => {
  const call = world.calls("modern", await world.start());
  const told: CoreEvent[] = [];
  world.harness.events.subscribe((event) => event.type === "call.notified" && told.push(event));
  await call({ name: "notes__list", arguments: {} });
  expect(told).toEqual([]);
  await call({ name: "notes__tell", arguments: {} });
  expect(told).toMatchObject([{ principalId: "prn_claude", serverId: "notes", capabilityName: "tell" }]);
  const answer = call();
  await world.asked();
  await world.decide({ approve: true });
  await answer;
  expect(told).toHaveLength(1);
});

it("the typed API's call waits too, and is refused with the approval's name", async () => {
  await world.start({ gatewayLimits: { approvalHoldMs: 0 } });
  const caller: Caller = {
    principal: world.harness.identities.principal("claude"),
    credential: { kind: "token", tokenId: "tok_api", tokenHash: "h" },
    channel: "cli",
    ipAddress: null,
  };
  const call = () =>
    world.harness.gateway.callTool(caller, { name: "notes::delete", arguments: { id: "1" } }, { requestId: "1" });
  await expect(call()).rejects.toMatchObject({
    code: "approval.pending",
    message: expect.stringContaining(world.harness.approvalStore.rows[0]?.id ?? "apr_0001"),
  });
  await world.decide({ approve: true });
  expect((await call()).content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
});
