import type { SelfApproval } from "@peta/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import {
  type ApprovalsKit,
  callerOf,
  createApprovalsKit,
  inBrowser,
  overOAuth,
  people,
} from "./twins/approvals-kit.ts";

let kit: ApprovalsKit;
beforeEach(() => void (kit = createApprovalsKit()));

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );

/** Puts the question, and answers what becomes of the decision; what is shown and counted has to say the same. */
async function decide(asker: Caller, decider: Caller, selfApproval: SelfApproval = "other_credential") {
  kit.store.settings.selfApproval = selfApproval;
  const { approvalId } = await kit.approvals.gate.ask(kit.call({ id: "1" }, "delete", asker));
  const shown = await kit.approvals.get(decider, approvalId);
  const { decidableByMe } = await kit.approvals.count(decider);
  const outcome = await codeOf(kit.approvals.decide(decider, { approvalId, decision: "approve" }));
  expect([outcome, shown.mayDecide, decidableByMe]).toEqual(
    outcome === "done" ? ["done", true, 1] : ["approval.not_decider", false, 0],
  );
  return outcome;
}

const botAs = (role: "admin" | "guest"): Caller => {
  const caller = callerOf("bot");
  return { ...caller, principal: { ...caller.principal, role } };
};

describe("A54: a token that whoever asked may have made decides nothing", () => {
  test.each<[string, Caller, Caller, string]>([
    ["an owner's token, another of theirs", callerOf("olga"), callerOf("olga", "tok_made"), "approval.not_decider"],
    ["an owner's token, one of a colleague", callerOf("olga"), callerOf("adam"), "approval.not_decider"],
    ["an admin's token, another of theirs", callerOf("adam"), callerOf("adam", "tok_made"), "approval.not_decider"],
    ["an admin's token, one of an owner, which they cannot make", callerOf("adam"), callerOf("olga"), "done"],
    ["an agent that is an admin, its owner's token", botAs("admin"), callerOf("uma"), "approval.not_decider"],
    ["an agent that governs nobody, its owner's token", botAs("guest"), callerOf("uma"), "done"],
    ["an owner's browser, a token of theirs", inBrowser("olga"), callerOf("olga"), "approval.not_decider"],
    [
      "an owner's Desk, a token of theirs",
      overOAuth("olga", "peta-desk", "peta:user"),
      callerOf("olga"),
      "approval.not_decider",
    ],
    ["a user's token, their other one, which somebody else made", callerOf("uma"), callerOf("uma", "tok_2"), "done"],
    [
      "an owner's client, which reaches the MCP endpoint alone",
      overOAuth("olga", "claude", "mcp:tools"),
      callerOf("olga"),
      "done",
    ],
    ["an owner's token, their browser", callerOf("olga"), inBrowser("olga"), "done"],
    ["an owner's token, their Desk", callerOf("olga"), overOAuth("olga", "peta-desk", "peta:user"), "done"],
  ])("%s → %s", async (_name, asker, decider, expected) => {
    expect(await decide(asker, decider)).toBe(expected);
  });

  test("under `forbidden` it approves in nobody else's name either", async () => {
    expect(await decide(callerOf("olga"), callerOf("adam"), "forbidden")).toBe("approval.not_decider");
    expect(await decide(callerOf("olga"), inBrowser("adam"), "forbidden")).toBe("done");
  });

  test("under `allowed` whoever asks decides anyway", async () => {
    expect(await decide(callerOf("olga"), callerOf("olga"), "allowed")).toBe("done");
  });

  test("the role counts that the asker has when it is decided", async () => {
    const { approvalId } = await kit.approvals.gate.ask(kit.call({ id: "1" }, "delete", callerOf("uma")));
    const row = kit.store.rows.find(({ id }) => id === approvalId);
    if (row) row.principalRole = "owner";
    expect(await codeOf(kit.approvals.decide(callerOf("adam"), { approvalId, decision: "approve" }))).toBe(
      "approval.not_decider",
    );
  });
});

describe("A54: who may decide is a setting that a token only makes stricter", () => {
  const set = (caller: Caller, selfApproval: SelfApproval) =>
    codeOf(kit.approvals.updateSettings(caller, { selfApproval }));

  test("a token tightens, a browser loosens", async () => {
    expect(await set(callerOf("olga"), "allowed")).toBe("auth.forbidden");
    expect(await set(callerOf("adam"), "forbidden")).toBe("done");
    expect(await set(callerOf("adam"), "other_credential")).toBe("auth.forbidden");
    expect(kit.store.settings.selfApproval).toBe("forbidden");
    expect(await set(inBrowser("adam"), "allowed")).toBe("done");
    expect(await codeOf(kit.approvals.updateSettings(callerOf("olga"), { expiresAfterSeconds: 120 }))).toBe("done");
    expect(kit.store.settings).toEqual({ selfApproval: "allowed", expiresAfterSeconds: 120 });
  });

  test("people who govern nobody change nothing, in a browser neither", async () => {
    expect(people.uma.role).toBe("user");
    expect(await set(inBrowser("uma"), "forbidden")).toBe("auth.forbidden");
  });
});
