import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import {
  type ApprovalsKit,
  callerOf,
  createApprovalsKit,
  inBrowser,
  overOAuth,
  type Somebody,
} from "./twins/approvals-kit.ts";
import { PASSWORD } from "./twins/memory-approvals.ts";

let kit: ApprovalsKit;
beforeEach(() => void (kit = createApprovalsKit()));

const ask = async (...of: Parameters<ApprovalsKit["call"]>) =>
  (await kit.approvals.gate.ask(kit.call(...of))).approvalId;
const decide = (who: Caller, approvalId: string, more: object = {}) =>
  kit.approvals.decide(who, { approvalId, decision: "approve", ...more });
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );

describe("who decides", () => {
  test.each<[Somebody, string]>([
    ["uma", "done"],
    ["adam", "done"],
    ["olga", "done"],
    ["eve", "approval.not_found"],
    ["bot", "approval.not_decider"],
  ])("A54: the call of uma's agent: %s → %s", async (who, expected) => {
    const id = await ask();
    expect(await outcome(decide(callerOf(who, "tok_x"), id))).toBe(expected);
    expect(kit.store.rows[0]?.status).toBe(expected === "done" ? "approved" : "pending");
  });

  test.each([
    ["allowed", "tok_uma", "done"],
    ["other_credential", "tok_uma", "approval.not_decider"],
    ["other_credential", "tok_phone", "done"],
    ["forbidden", "tok_uma", "approval.not_decider"],
    ["forbidden", "tok_phone", "approval.not_decider"],
  ] as const)("A54: one's own call under %s, with %s: %s", async (selfApproval, tokenId, expected) => {
    await kit.approvals.updateSettings(inBrowser("olga"), { selfApproval });
    const id = await ask({ id: "1" }, "delete", callerOf("uma"));
    const decider = callerOf("uma", tokenId);
    const listed = await kit.approvals.list(decider, { decidableByMe: true, limit: 10 });
    expect(listed.approvals.map(({ approvalId }) => approvalId)).toEqual(expected === "done" ? [id] : []);
    expect(await kit.approvals.count(decider)).toEqual({ pending: 1, decidableByMe: expected === "done" ? 1 : 0 });
    const shown = await kit.approvals.get(decider, id);
    expect(shown.mayDecide).toBe(expected === "done");
    expect(shown.mayNotDecideBecause === null).toBe(expected === "done");
    expect(await outcome(decide(decider, id))).toBe(expected);
    if (expected !== "done") expect(await outcome(decide(callerOf("adam"), id))).toBe("done");
  });

  test("A54: a client that an agent uses never has the scope to decide, whoever signed it in", async () => {
    const id = await ask();
    const withScopes = (...scopes: string[]) => overOAuth("uma", "claude", ...scopes);
    expect(await outcome(decide(withScopes("mcp:tools"), id))).toBe("approval.not_decider");
    expect(await kit.approvals.count(withScopes("mcp:tools"))).toEqual({ pending: 1, decidableByMe: 0 });
    expect(await outcome(decide(withScopes("peta:user"), id))).toBe("done");
  });

  test("a refused decision is recorded as such", async () => {
    const id = await ask();
    await outcome(decide(callerOf("bot"), id));
    expect(kit.recorded.at(-1)).toMatchObject({
      action: "approval.approve",
      outcome: "denied",
      principalHandle: "bot",
      errorCode: "approval.not_decider",
      detail: { approvalId: id },
    });
  });
});

describe("a decision", () => {
  test("is recorded with the arguments before it holds, and announced after", async () => {
    const id = await ask({ id: "1" });
    const seen: string[] = [];
    kit.events.subscribe(() => seen.push(kit.actions().at(-1) ?? ""));
    const shown = await decide(callerOf("uma"), id, { reason: "Fine." });
    expect(shown).toMatchObject({
      status: "approved",
      decidedBy: "uma",
      decisionReason: "Fine.",
      decisionChannel: "api",
      isEdited: false,
      editedArguments: null,
      mayDecide: null,
    });
    expect(seen).toEqual(["approval.approve allowed"]);
    expect(kit.recorded.at(-1)?.detail).toMatchObject({ approvalId: id, principalId: "bot", arguments: { id: "1" } });
  });

  test("is recorded with the rule that speaks of what will be sent", async () => {
    kit.change((world) => {
      world.rules = [{ id: "much", priority: 1, match: {}, when: "args.amount > 100", effect: "approve" }];
    });
    const decided = () => kit.recorded.find(({ action }) => action === "approval.approve");
    const id = await ask({ amount: 1 });
    await decide(callerOf("uma"), id, { arguments: { amount: 1000 } });
    expect(decided()).toMatchObject({ decision: "require_approval", determinedBy: ["much"] });
  });

  test("that cannot be recorded does not happen", async () => {
    const id = await ask();
    kit.auditFailure = new CoreError("audit.unavailable", "no disk");
    expect(await outcome(decide(callerOf("uma"), id))).toBe("audit.unavailable");
    expect(kit.store.rows[0]?.status).toBe("pending");
  });

  test("is the first one, wherever it is taken", async () => {
    const id = await ask();
    const outcomes = await Promise.all([
      outcome(decide(callerOf("uma"), id)),
      outcome(decide(callerOf("adam"), id, { decision: "reject" })),
      outcome(decide(callerOf("olga"), id)),
    ]);
    expect(outcomes.sort()).toEqual(["approval.not_pending", "approval.not_pending", "done"]);
    expect(await outcome(decide(callerOf("olga"), id, { decision: "reject" }))).toBe("approval.not_pending");
    expect(kit.changes()).toBe(2);
  });

  test("after the time is up is refused", async () => {
    const id = await ask();
    kit.clock.advance(600_000);
    expect(await outcome(decide(callerOf("uma"), id))).toBe("approval.expired");
    expect(kit.store.rows[0]?.status).toBe("expired");
  });

  test("needs a reason where a rule asks for one, to reject as well", async () => {
    kit.change((world) => {
      world.rules = [{ id: "why", priority: 1, match: {}, effect: "approve", obligations: { requireReason: true } }];
    });
    const id = await ask();
    expect(await outcome(decide(callerOf("uma"), id))).toBe("input.invalid");
    expect(await outcome(decide(callerOf("uma"), id, { decision: "reject" }))).toBe("input.invalid");
    expect(await outcome(decide(callerOf("uma"), id, { reason: "Because." }))).toBe("done");
  });

  test.each(["apr_none", "apr\0"])("about %j is about nothing", async (id) => {
    await ask();
    expect(await outcome(decide(callerOf("olga"), id))).toBe("approval.not_found");
  });
});

describe("step-up", () => {
  test("A54: level 3 wants the decider's password to approve, and none to reject", async () => {
    const id = await ask({ amount: 1 }, "pay");
    expect((await kit.approvals.get(callerOf("uma"), id)).needsStepUp).toBe(true);
    expect(await outcome(decide(callerOf("uma"), id))).toBe("approval.step_up_required");
    expect(await outcome(decide(callerOf("uma"), id, { password: "guess" }))).toBe("auth.invalid_credentials");
    expect(kit.store.rows[0]?.status).toBe("pending");
    expect(JSON.stringify(kit.recorded)).not.toContain("guess");
    await decide(callerOf("uma"), id, { password: PASSWORD });
    expect(kit.store.rows[0]).toMatchObject({ status: "approved", isSteppedUp: true });
    const other = await ask({ amount: 2 }, "pay");
    expect(await outcome(decide(callerOf("uma"), other, { decision: "reject" }))).toBe("done");
    expect(JSON.stringify(kit.recorded)).not.toContain(PASSWORD);
  });

  test("is asked for when the level was raised while the question waited", async () => {
    const id = await ask();
    kit.change(({ capabilities: [first] }) => first && Object.assign(first, { dangerLevel: 3 }));
    expect(await outcome(decide(callerOf("uma"), id))).toBe("approval.step_up_required");
  });

  test("is asked for when what the decider writes needs it", async () => {
    kit.change((world) => {
      world.rules = [{ id: "much", priority: 1, match: {}, when: "args.amount > 100", effect: "approve_with_step_up" }];
    });
    const id = await ask({ amount: 1 });
    const edit = { arguments: { amount: 1000 } };
    expect(await outcome(decide(callerOf("uma"), id, edit))).toBe("approval.step_up_required");
    expect(await outcome(decide(callerOf("uma"), id, { ...edit, password: PASSWORD }))).toBe("done");
  });
});

describe("edited arguments", () => {
  test("are kept beside the original, sealed and recorded both", async () => {
    const id = await ask({ id: "wrong note" });
    const shown = await decide(callerOf("uma"), id, { arguments: { id: "right note" } });
    expect(shown).toMatchObject({
      isEdited: true,
      arguments: { id: "wrong note" },
      editedArguments: { id: "right note" },
    });
    expect(kit.recorded.at(-1)?.detail).toMatchObject({
      arguments: { id: "wrong note" },
      editedArguments: { id: "right note" },
    });
    expect(JSON.stringify(kit.store.rows)).not.toContain("right note");
    expect((await kit.approvals.gate.ask(kit.call({ id: "wrong note" }))).editedArguments).toEqual({
      id: "right note",
    });
  });

  test("that say the same in another order are no edit", async () => {
    const id = await ask({ a: 1, b: 2 });
    expect((await decide(callerOf("uma"), id, { arguments: { b: 2, a: 1 } })).isEdited).toBe(false);
  });

  test("that policy denies are refused, and the question stays", async () => {
    kit.change((world) => {
      world.rules = [{ id: "never-7", priority: 1, match: {}, when: 'args.id == "7"', effect: "deny" }];
    });
    const id = await ask({ id: "1" });
    expect(await outcome(decide(callerOf("uma"), id, { arguments: { id: "7" } }))).toBe("permission.denied");
    expect(kit.store.rows[0]?.status).toBe("pending");
  });

  test("make no sense for a rejection, and none for a resource", async () => {
    const id = await ask();
    const edit = { arguments: { id: "2" } };
    expect(await outcome(decide(callerOf("uma"), id, { ...edit, decision: "reject" }))).toBe("input.invalid");
    const read = await ask({ uri: "notes::n://1" }, "n://1");
    expect(await outcome(decide(callerOf("uma"), read, { arguments: { uri: "notes::n://2" } }))).toBe("input.invalid");
  });

  test("are what the next question is compared with", async () => {
    const id = await ask({ id: "1" });
    await decide(callerOf("uma"), id, { arguments: { id: "2" } });
    kit.clock.advance(1_000);
    const next = await ask({ id: "3" });
    expect((await kit.approvals.get(callerOf("uma"), next)).previousArguments).toEqual({ id: "2" });
  });
});

describe("A37, A52: what changed under a question", () => {
  test.each<[string, (kit: ApprovalsKit) => void]>([
    [
      "the definition",
      (one) => one.change(({ capabilities: [first] }) => first && Object.assign(first, { definitionHash: "x" })),
    ],
    ["the rules", (one) => one.change((world) => world.policySetVersion++)],
    ["the server", (one) => one.change((world) => (world.serverRowId = "srv_2"))],
    ["the tool, which is gone", (one) => one.change((world) => world.capabilities.shift())],
  ])("%s: it cannot be approved any more", async (_what, change) => {
    const id = await ask();
    change(kit);
    expect(await outcome(decide(callerOf("uma"), id))).toBe("approval.expired");
    expect(kit.store.rows[0]?.status).toBe("expired");
    expect(kit.recorded.find(({ action }) => action === "approval.expire")?.reason).toMatch(/change|exist/);
  });
});
