import { describe, expect, it } from "vitest";
import { openSession } from "../mcp/raw-client.ts";
import { textResult, type HarnessOptions } from "../mcp/create-harness.ts";
import { type Call, DELETE, pause, useApprovals } from "./approvals-over-mcp.ts";

const endpoint = useApprovals();

describe.each(["legacy", "modern"] as const)("a call of danger level 2, %s era", (era) => {
  const open = async (options: HarnessOptions = {}): Promise<Call> =>
    endpoint.calls(era, await endpoint.start(options));

  it("is held, and runs as soon as a person approves it", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    expect(endpoint.harness.sent).toEqual([]);
    await endpoint.decide({ approve: true });
    expect((await answer).body.result).toMatchObject({ content: [{ text: '{"id":"1"}' }] });
    expect((await answer).body.result).not.toHaveProperty("isError");
    expect(endpoint.statuses()).toEqual(["executed"]);
    expect(endpoint.harness.audit.map(({ action }) => action).filter((action) => action !== "initialize")).toEqual([
      "approval.request",
      "approval.approve",
      "approval.claim",
      "tools/call",
    ]);
    const { id } = endpoint.harness.approvalStore.rows[0] ?? {};
    expect(endpoint.toolRecords()[0]).toMatchObject({
      outcome: "allowed",
      decision: "require_approval",
      detail: { approvalId: id, arguments: { id: "1" } },
      reason: expect.stringContaining(`${id}: approved by "olga"`),
    });
    expect(endpoint.harness.audit.find(({ action }) => action === "approval.claim")?.detail).toEqual({
      approvalId: id,
    });
  });

  it("is answered after 55 seconds with what it waits for; the same call, made again, claims the decision", async () => {
    const call = await open();
    const waiting = await endpoint.outwait(call());
    const { id = "", callDigest } = endpoint.harness.approvalStore.rows[0] ?? {};
    expect(waiting.status).toBe(200);
    expect(waiting.body.result).toMatchObject({
      isError: false,
      content: [{ type: "text", text: expect.stringContaining(id) }],
      _meta: {
        "peta/code": "approval.pending",
        approval: {
          kind: "approval_pending",
          approvalRequestId: id,
          resumeToken: id,
          requestHash: callDigest,
          status: "pending",
          toolName: "delete",
          policyVersion: "1",
        },
      },
    });
    expect(endpoint.toolRecords()[0]).toMatchObject({ outcome: "held", errorCode: "approval.pending" });
    expect(endpoint.harness.sent).toEqual([]);
    await endpoint.decide({ approve: true });
    const other =
      era === "legacy"
        ? endpoint.calls("modern", "")
        : endpoint.calls("legacy", await openSession(endpoint.harness.url, endpoint.token));
    expect((await other(DELETE, 99)).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(endpoint.statuses()).toEqual(["executed"]);
    expect(endpoint.harness.sent).toHaveLength(1);
  });

  it("is rejected with the reason, also when it is made again, and never reaches the server", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    await endpoint.decide({ approve: false, reason: "That note is mine." });
    for (const one of [await answer, await call(DELETE, 2)]) {
      expect(one.body.result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining("That note is mine.") }],
        _meta: { "peta/code": "approval.rejected", approval: { kind: "approval_rejected", status: "rejected" } },
      });
    }
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.harness.approvalStore.rows).toHaveLength(1);
  });

  it("runs with the arguments that the person wrote, and both versions are on record", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    await endpoint.decide({ approve: true, arguments: { id: "2", why: "tidier" } });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"2","why":"tidier"}' }]);
    expect(endpoint.harness.sent.map(({ params }) => params.arguments)).toEqual([{ id: "2", why: "tidier" }]);
    expect(endpoint.toolRecords()[0]?.detail).toMatchObject({
      arguments: { id: "1" },
      editedArguments: { id: "2", why: "tidier" },
    });
  });

  it("A53: is approved for one call: an identical one at the same moment is told so, a later one asks anew", async () => {
    let finish = (): void => {};
    const call = await open({
      answer: () => new Promise((resolve) => (finish = () => resolve(textResult("done")))),
    });
    const answers = [call(DELETE, 1), call(DELETE, 2)];
    await endpoint.asked();
    await endpoint.decide({ approve: true });
    const refused = await Promise.race(answers);
    expect(JSON.stringify(refused.body.result?.content)).toMatch(/is good for one/);
    finish();
    await Promise.all(answers);
    expect(endpoint.harness.sent).toHaveLength(1);
    endpoint.harness.audit.length = 0;
    const third = call(DELETE, 3);
    await endpoint.asked();
    expect(endpoint.statuses()).toEqual(["executed", "pending"]);
    await endpoint.decide({ approve: false });
    await third;
  });

  it("A53, A56: expires when nobody decides, and asks anew when it is made again", async () => {
    const call = await open();
    await endpoint.outwait(call());
    endpoint.harness.clock.advance(600_000);
    expect(endpoint.statuses()).toEqual(["expired"]);
    endpoint.harness.audit.length = 0;
    const again = call();
    await endpoint.asked();
    expect(endpoint.statuses()).toEqual(["expired", "pending"]);
    await endpoint.decide({ approve: true });
    expect((await again).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("sends what the person saw and nothing else", async () => {
    const call = await open();
    const answer = call({
      ...DELETE,
      extra: "unseen",
      _meta: { "example.com/unseen": true, "peta/reason": "Tidying up." },
    });
    await endpoint.asked();
    const shown = await endpoint.harness.approvals.get(
      endpoint.decider(),
      endpoint.harness.approvalStore.rows[0]?.id ?? "",
    );
    expect(shown.statedReason).toBe("Tidying up.");
    await endpoint.decide({ approve: true });
    await answer;
    expect(endpoint.harness.sent.map(({ params }) => params)).toEqual([{ name: "delete", arguments: { id: "1" } }]);
  });

  it("says progress while it waits when the client asked for it, growing into the server's own", async () => {
    const call = await open({
      answer: ({ options }) => {
        for (const progress of [0, 1, 2])
          options.onNotification?.({ method: "notifications/progress", params: { progressToken: "x", progress } });
        return textResult("done");
      },
    });
    const answer = call({ ...DELETE, _meta: { progressToken: "mine" } });
    await endpoint.asked();
    for (let i = 0; i < 4; i++) {
      await pause();
      endpoint.harness.clock.advance(10_000);
    }
    await endpoint.decide({ approve: true });
    const { events } = await answer;
    const values = events
      .slice(0, -1)
      .map((event) => event.params as { progress: number; message?: string; progressToken: string });
    expect(values.length).toBeGreaterThanOrEqual(5);
    expect(values.every(({ progressToken }) => progressToken === "mine")).toBe(true);
    expect(values[0]?.message).toMatch(/person/);
    const figures = values.map(({ progress }) => progress);
    expect(figures).toEqual([...new Set(figures)].sort((a, b) => a - b));
    expect(figures.slice(-2)).toEqual([1, 2]);
    expect(events.at(-1)).toMatchObject({ result: { content: [{ text: "done" }] } });
  });

  it("A7: ends when the token is revoked, and the question stays", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    await pause();
    endpoint.harness.revoke(endpoint.token);
    const { body } = await answer;
    expect(body.result).toBeUndefined();
    expect(body.error).toMatchObject({ data: { code: "auth.invalid_token" } });
    expect(endpoint.toolRecords()).toMatchObject([{ outcome: "denied", errorCode: "auth.invalid_token" }]);
    expect(endpoint.statuses()).toEqual(["pending"]);
    await endpoint.decide({ approve: true });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("A7: ends when the principal is disabled", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    await pause();
    endpoint.harness.updatePrincipal("claude", { status: "disabled" });
    const { body } = await answer;
    expect(body.result).toBeUndefined();
    expect(body.error).toMatchObject({
      message: expect.stringContaining("The call was not made."),
      data: { code: "principal.disabled" },
    });
    expect(endpoint.toolRecords()).toMatchObject([{ outcome: "denied", errorCode: "principal.disabled" }]);
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("A7: does not run when its token's time is over, whatever was decided", async () => {
    await endpoint.start({
      toCredential: (_token, { tokenId, tokenHash }) => ({
        kind: "token",
        tokenId,
        tokenHash,
        expiresAt: endpoint.harness.clock.now() + 10_000,
      }),
    });
    const answer = endpoint.calls("modern", "")();
    await endpoint.asked();
    await pause();
    endpoint.harness.clock.advance(20_000);
    await pause();
    await endpoint.decide({ approve: true });
    expect((await answer).body.error).toMatchObject({ data: { code: "auth.invalid_token" } });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("goes with what is known when Core stops", async () => {
    const call = await open();
    const answer = call();
    await endpoint.asked();
    await pause();
    const closed = endpoint.harness.surface.close();
    expect((await answer).body.result).toMatchObject({ _meta: { "peta/code": "approval.pending" } });
    await closed;
    expect(endpoint.statuses()).toEqual(["pending"]);
  });
});
