import { describe, expect, it } from "vitest";
import { PASSWORD } from "../../src/modules/approvals/twins/memory-approvals.ts";
import type { CoreEvent } from "../../src/modules/events.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { callLegacy, callModern, legacyHeaders, openStream, rpc, send } from "../mcp/raw-client.ts";
import { DELETE, pause, useApprovals } from "./approvals-over-mcp.ts";

const endpoint = useApprovals();

describe("level 3", () => {
  it("A54: waits like level 2 and wants the decider's password", async () => {
    const call = endpoint.calls("modern", await endpoint.start());
    const answer = call({ name: "notes__pay", arguments: { amount: 3 } });
    await endpoint.asked();
    await expect(endpoint.decide({ approve: true })).rejects.toMatchObject({ code: "approval.step_up_required" });
    expect(endpoint.statuses()).toEqual(["pending"]);
    await endpoint.decide({ approve: true, password: PASSWORD });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"amount":3}' }]);
  });
});

describe("resources and prompts", () => {
  it.each(["legacy", "modern"] as const)(
    "wait too, and are refused with an error that names the approval, %s era",
    async (era) => {
      const session = await endpoint.start();
      const cases = [
        ["resources/read", { uri: "notes::note://1" }, "note://1"],
        ["prompts/get", { name: "notes__greet" }, "greet"],
      ] as const;
      for (const [method, params, name] of cases) {
        endpoint.harness.audit.length = 0;
        const call = (id: number) =>
          era === "legacy"
            ? callLegacy(endpoint.harness.url, endpoint.token, session, method, { ...params }, id)
            : callModern(endpoint.harness.url, endpoint.token, method, { ...params }, id);
        const waiting = await endpoint.outwait(call(1));
        const { id = "" } = endpoint.harness.approvalStore.rows.at(-1) ?? {};
        expect(waiting.status).toBe(200);
        expect(waiting.body.error).toMatchObject({
          code: -31002,
          message: expect.stringContaining(id),
          data: {
            code: "approval.pending",
            approval: { kind: "approval_pending", approvalRequestId: id, toolName: name },
          },
        });
        await endpoint.decide({ approve: true });
        expect((await call(2)).body.result).toBeDefined();
        endpoint.harness.audit.length = 0;
        const again = call(3);
        await endpoint.asked();
        await endpoint.decide({ approve: false, reason: "No." });
        expect((await again).body.error).toMatchObject({ code: -31001, data: { code: "approval.rejected" } });
      }
    },
  );
});

describe("a held call", () => {
  it("takes no place of a running one", async () => {
    const call = endpoint.calls("legacy", await endpoint.start({ gatewayLimits: { callsPerPrincipal: 1 } }));
    const held = call();
    await endpoint.asked();
    expect((await call({ name: "notes__list", arguments: {} }, 2)).body.result?.isError).toBeUndefined();
    // As many are held as may run.
    expect((await call({ ...DELETE, arguments: { id: "2" } }, 3)).status).toBe(503);
    await endpoint.decide({ approve: false }, endpoint.harness.approvalStore.rows[0]?.id);
    await held;
  });

  it("is kept alive by comment lines", async () => {
    const session = await endpoint.start();
    const answer = endpoint.calls("legacy", session)();
    await endpoint.asked();
    for (let i = 0; i < 6; i++) {
      await pause(10);
      endpoint.harness.clock.advance(7_500);
    }
    await endpoint.decide({ approve: true });
    expect((await answer).text).toContain(": waiting\n\n");
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("can be taken back by its client; the question stays and can still be claimed", async () => {
    const session = await endpoint.start();
    const stream = openStream(endpoint.harness.url, {
      method: "POST",
      headers: legacyHeaders(endpoint.token, session),
      body: rpc("tools/call", { ...DELETE, _meta: { progressToken: 1 } }, 5),
    });
    await endpoint.asked();
    await stream;
    await send(endpoint.harness.url, {
      headers: legacyHeaders(endpoint.token, session),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } }),
    });
    expect(await endpoint.harness.recorded(({ action }) => action === "tools/call")).toMatchObject({
      outcome: "cancelled",
    });
    expect(endpoint.statuses()).toEqual(["pending"]);
    await endpoint.decide({ approve: true });
    expect(endpoint.harness.sent).toEqual([]);
    expect((await endpoint.calls("legacy", session)(DELETE, 6)).body.result?.content).toEqual([
      { type: "text", text: '{"id":"1"}' },
    ]);
  });

  it("finds a decision whose event was lost", async () => {
    const call = endpoint.calls("legacy", await endpoint.start());
    const answer = call();
    await endpoint.asked();
    await pause();
    const row = endpoint.harness.approvalStore.rows[0];
    await endpoint.harness.approvalStore.decide(row?.workspaceId ?? "", row?.id ?? "", {
      status: "approved",
      decidedAt: endpoint.harness.clock.now(),
      decidedById: "prn_olga",
      decidedByHandle: "olga",
      decisionChannel: "console",
      decisionReason: null,
      isSteppedUp: false,
      sealedEdit: null,
      expiresAt: endpoint.harness.clock.now() + 600_000,
    });
    endpoint.harness.clock.advance(5_000);
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });
});

it("A55: a flood of questions is refused with the time to wait", async () => {
  const call = endpoint.calls("modern", await endpoint.start({ gatewayLimits: { approvalHoldMs: 0 } }));
  for (let i = 0; i < 10; i++)
    expect((await call({ ...DELETE, arguments: { id: i } })).body.result).toMatchObject({ isError: false });
  const refused = await call({ ...DELETE, arguments: { id: 10 } });
  expect(refused.body.result).toMatchObject({
    isError: true,
    _meta: { "peta/code": "approval.limit", approval: { kind: "approval_rate_limited", retryAfterSeconds: 60 } },
  });
  expect(endpoint.harness.approvalStore.rows).toHaveLength(10);
});

it("a tool that promises structured content answers its waiting as an error, which clients accept without it", async () => {
  const call = endpoint.calls("modern", await endpoint.start({ gatewayLimits: { approvalHoldMs: 0 } }));
  const answer = await call({ name: "notes__count", arguments: {} });
  expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "approval.pending" } });
});

it("a call that fails is a failed approval, which is used up all the same", async () => {
  const call = endpoint.calls(
    "modern",
    await endpoint.start({ answer: () => ({ kind: "result", result: { content: [], isError: true } }) }),
  );
  const answer = call();
  await endpoint.asked();
  await endpoint.decide({ approve: true });
  expect((await answer).body.result?.isError).toBe(true);
  expect(endpoint.statuses()).toEqual(["failed"]);
  expect(endpoint.toolRecords()[0]).toMatchObject({ outcome: "failed", errorCode: "tool.error" });
});

it("A57: nothing runs when the claim cannot be recorded", async () => {
  const call = endpoint.calls("modern", await endpoint.start());
  const answer = call();
  await endpoint.asked();
  await pause();
  endpoint.harness.events.subscribe(() => (endpoint.harness.state.auditError = new Error("store is down")));
  await endpoint.decide({ approve: true });
  expect((await answer).status).toBe(503);
  expect(endpoint.harness.sent).toEqual([]);
  expect(endpoint.statuses()).toEqual(["approved"]);
});

it("what a rule keeps out of the record is in none of an approval's records, neither as asked nor as edited", async () => {
  const session = await endpoint.start({
    world: {
      rules: [{ id: "ask", priority: 1, match: {}, effect: "approve", obligations: { redactArguments: ["card"] } }],
    },
  });
  const answer = endpoint.calls("legacy", session)({ name: "notes__delete", arguments: { card: "4111-1111" } });
  await endpoint.asked();
  await endpoint.decide({ approve: true, arguments: { card: "4222-2222" } });
  expect(JSON.stringify((await answer).body.result)).toContain("4222-2222");
  const recorded = JSON.stringify(endpoint.harness.audit);
  expect(recorded).toContain("[redacted]");
  expect(recorded).not.toMatch(/4111-1111|4222-2222/);
});

it("a call of level 1 runs at once and says that it did; the others do not", async () => {
  const call = endpoint.calls("modern", await endpoint.start());
  const told: CoreEvent[] = [];
  endpoint.harness.events.subscribe((event) => event.type === "call.notified" && told.push(event));
  await call({ name: "notes__list", arguments: {} });
  expect(told).toEqual([]);
  await call({ name: "notes__tell", arguments: {} });
  expect(told).toMatchObject([{ principalId: "prn_claude", serverId: "notes", capabilityName: "tell" }]);
  const answer = call();
  await endpoint.asked();
  await endpoint.decide({ approve: true });
  await answer;
  expect(told).toHaveLength(1);
});

it("the typed API's call waits too, and is refused with the approval's name", async () => {
  await endpoint.start({ gatewayLimits: { approvalHoldMs: 0 } });
  const caller: Caller = {
    principal: endpoint.harness.identities.principal("claude"),
    credential: { kind: "token", tokenId: "tok_api", tokenHash: "h" },
    channel: "cli",
    ipAddress: null,
  };
  const call = () =>
    endpoint.harness.gateway.callTool(caller, { name: "notes::delete", arguments: { id: "1" } }, { requestId: "1" });
  await expect(call()).rejects.toMatchObject({
    code: "approval.pending",
    message: expect.stringContaining(endpoint.harness.approvalStore.rows[0]?.id ?? "apr_0001"),
  });
  await endpoint.decide({ approve: true });
  expect((await call()).content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
});
