import { beforeEach, describe, expect, test } from "vitest";
import { type ApprovalsKit, callerOf, createApprovalsKit, WORKSPACE } from "./twins/approvals-kit.ts";

let kit: ApprovalsKit;
beforeEach(() => void (kit = createApprovalsKit()));

const ask = (...of: Parameters<ApprovalsKit["call"]>) => kit.approvals.gate.ask(kit.call(...of));
const decide = (approvalId: string, decision: "approve" | "reject") =>
  kit.approvals.decide(callerOf("uma"), { approvalId, decision });

describe("a question", () => {
  test("is recorded with its arguments, then announced, and says in a sentence what would happen without any argument", async () => {
    const { approvalId } = await ask({ id: "a secret note" });
    expect(kit.actions()).toEqual(["approval.request allowed"]);
    expect(kit.recorded[0]).toMatchObject({
      principalHandle: "bot",
      capabilityName: "delete",
      requestId: "7",
      decision: "require_approval",
      detail: { approvalId, arguments: { id: "a secret note" } },
    });
    expect(kit.published).toEqual([
      { type: "approval.changed", workspaceId: WORKSPACE, approvalId, principalId: "prn_bot" },
    ]);
    const shown = await kit.approvals.get(callerOf("uma"), approvalId);
    expect(shown).toMatchObject({
      status: "pending",
      summary:
        'The agent "bot" asks to call the tool "delete" of the server "notes". The server marks it as destructive.',
      title: "Do delete",
      clientName: "claude",
      arguments: { id: "a secret note" },
      previousArguments: null,
      needsStepUp: false,
      mayDecide: true,
    });
    expect(JSON.stringify(kit.store.rows)).not.toContain("a secret note");
  });

  test("is not asked twice: the same call finds it, whatever the order of its keys and the id of its request", async () => {
    const first = await ask({ a: 1, b: { c: 2, d: 3 } });
    const again = await kit.approvals.gate.ask({ ...kit.call({ b: { d: 3, c: 2 }, a: 1 }), requestId: "other" });
    expect(again.approvalId).toBe(first.approvalId);
    expect(kit.store.rows).toHaveLength(1);
    expect(kit.changes()).toBe(1);
  });

  test("A55: is not put about more than a person can look at, nor answered with more", async () => {
    const large = { text: "x".repeat(512 * 1024) };
    await expect(ask(large)).rejects.toMatchObject({ code: "input.invalid" });
    expect(kit.store.rows).toEqual([]);
    const { approvalId } = await ask();
    const edited = kit.approvals.decide(callerOf("uma"), { approvalId, decision: "approve", arguments: large });
    await expect(edited).rejects.toMatchObject({ code: "input.invalid" });
    expect(kit.store.rows[0]?.status).toBe("pending");
  });

  test("hides from the record what a rule keeps out of it, and nothing from the person", async () => {
    kit.change((world) => {
      world.rules = [
        { id: "ask", priority: 1, match: {}, effect: "approve", obligations: { redactArguments: ["card"] } },
      ];
    });
    const { approvalId } = await ask({ card: "4111", id: 1 });
    expect(kit.recorded[0]?.detail).toMatchObject({ arguments: { card: "[redacted]", id: 1 } });
    expect((await kit.approvals.get(callerOf("uma"), approvalId)).arguments).toEqual({ card: "4111", id: 1 });
  });

  test("that cannot be recorded is not asked: nobody hears of it and nobody can answer it", async () => {
    kit.auditFailure = new Error("no disk");
    await expect(ask()).rejects.toThrow("no disk");
    kit.auditFailure = null;
    expect(kit.store.rows.map(({ status }) => status)).toEqual(["expired"]);
    expect(kit.published).toEqual([]);
    expect((await ask()).status).toBe("pending");
  });

  test("whose arguments nest without end is refused", async () => {
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 200; i++) deep = { deep };
    await expect(ask(deep)).rejects.toMatchObject({ code: "input.invalid" });
  });
});

describe("the same call again", () => {
  test("finds the approval, and later the call under way", async () => {
    const { approvalId } = await ask();
    await decide(approvalId, "approve");
    expect(await ask()).toMatchObject({ approvalId, status: "approved", decidedBy: "uma" });
    expect(await kit.approvals.gate.claim(kit.call(), approvalId)).toBe(true);
    expect(await ask()).toMatchObject({ approvalId, status: "executing" });
  });

  test("A53: asks anew once the approval was used", async () => {
    const { approvalId } = await ask();
    await decide(approvalId, "approve");
    await kit.approvals.gate.claim(kit.call(), approvalId);
    await kit.approvals.gate.finish(WORKSPACE, approvalId, "executed", null);
    const next = await ask();
    expect(next.status).toBe("pending");
    expect(next.approvalId).not.toBe(approvalId);
  });

  test("hears of a rejection until that expires, and may ask anew then", async () => {
    const { approvalId } = await ask();
    await kit.approvals.decide(callerOf("uma"), { approvalId, decision: "reject", reason: "Not this one." });
    expect(await ask()).toMatchObject({ approvalId, status: "rejected", decisionReason: "Not this one." });
    kit.clock.advance(600_000);
    expect((await ask()).status).toBe("pending");
  });

  test("A53: does not find an approval whose time is over", async () => {
    const { approvalId } = await ask();
    await decide(approvalId, "approve");
    kit.clock.advance(600_000);
    expect(await kit.approvals.gate.claim(kit.call(), approvalId)).toBe(false);
    expect((await ask()).approvalId).not.toBe(approvalId);
    expect(kit.store.rows[0]).toMatchObject({ status: "expired" });
  });

  test.each<[string, () => Parameters<ApprovalsKit["call"]>]>([
    ["with other arguments", () => [{ id: "2" }]],
    ["of somebody else", () => [{ id: "1" }, "delete", callerOf("uma")]],
    ["from another client of the same principal", () => [{ id: "1" }, "delete", callerOf("bot", "tok_other")]],
    ["of another tool", () => [{ id: "1" }, "pay"]],
    [
      "after the definition changed (A37)",
      () => {
        kit.change(({ capabilities: [first] }) => first && Object.assign(first, { definitionHash: "other" }));
        return [{ id: "1" }];
      },
    ],
    [
      "after the rules changed",
      () => {
        kit.change((world) => world.policySetVersion++);
        return [{ id: "1" }];
      },
    ],
    [
      "on another server of the same name",
      () => {
        kit.change((world) => (world.serverRowId = "srv_2"));
        return [{ id: "1" }];
      },
    ],
  ])("A52: %s is another call", async (_name, other) => {
    const { approvalId } = await ask({ id: "1" });
    await decide(approvalId, "approve");
    const next = await ask(...other());
    expect(next.approvalId).not.toBe(approvalId);
    expect(next.status).toBe("pending");
  });
});

describe("A55: a person is not flooded", () => {
  test("a call may ask three times in a minute, and says when it may again", async () => {
    for (let i = 0; i < 3; i++) {
      const { approvalId } = await ask();
      await kit.approvals.gate.expire(WORKSPACE, approvalId, "for the test");
      kit.clock.advance(10_000);
    }
    await expect(ask()).rejects.toMatchObject({ code: "approval.limit", retryAfterSeconds: 30 });
    expect(kit.store.rows).toHaveLength(3);
    kit.clock.advance(30_000);
    expect((await ask()).status).toBe("pending");
  });

  test("near-identical calls of one tool stop at ten in a minute; another tool and another principal still ask", async () => {
    for (let i = 0; i < 10; i++) await ask({ id: i });
    await expect(ask({ id: 10 })).rejects.toMatchObject({ code: "approval.limit", retryAfterSeconds: 60 });
    expect((await ask({ id: 10 }, "pay")).status).toBe("pending");
    expect((await ask({ id: 10 }, "delete", callerOf("uma"))).status).toBe("pending");
  });

  test("so many wait for an answer at most, however slowly they are asked", async () => {
    kit = createApprovalsKit({ limits: { windowMs: 1, perCall: 3, perCapability: 10, pending: 4 } });
    for (let i = 0; i < 4; i++) {
      await ask({ id: i });
      kit.clock.advance(1_000);
    }
    await expect(ask({ id: 4 })).rejects.toMatchObject({ code: "approval.limit" });
    expect((await ask({ id: 3 })).status).toBe("pending");
    await decide(kit.store.rows[0]?.id ?? "", "reject");
    expect((await ask({ id: 4 })).status).toBe("pending");
  });
});
