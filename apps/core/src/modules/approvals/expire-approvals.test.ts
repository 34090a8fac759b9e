import { beforeEach, describe, expect, test } from "vitest";
import { type ApprovalsKit, callerOf, createApprovalsKit, WORKSPACE } from "./twins/approvals-kit.ts";

let kit: ApprovalsKit;
beforeEach(() => void (kit = createApprovalsKit()));

const ask = async (...of: Parameters<ApprovalsKit["call"]>) =>
  (await kit.approvals.gate.ask(kit.call(...of))).approvalId;
const statusOf = (id: string) => kit.store.rows.find((row) => row.id === id)?.status;
const approve = (approvalId: string) => kit.approvals.decide(callerOf("uma"), { approvalId, decision: "approve" });
/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("time", () => {
  test("ends questions and unused approvals within seconds, recorded and announced", async () => {
    await kit.approvals.start();
    const pending = await ask({ id: "1" });
    const approved = await ask({ id: "2" });
    await approve(approved);
    const rejected = await ask({ id: "3" });
    await kit.approvals.decide(callerOf("uma"), { approvalId: rejected, decision: "reject" });
    const changes = kit.changes();
    kit.clock.advance(585_000);
    await settle();
    expect([statusOf(pending), statusOf(approved)]).toEqual(["pending", "approved"]);
    kit.clock.advance(15_000);
    await settle();
    expect([statusOf(pending), statusOf(approved), statusOf(rejected)]).toEqual(["expired", "expired", "rejected"]);
    expect(kit.changes() - changes).toBe(2);
    expect(kit.recorded.filter(({ action }) => action === "approval.expire")).toMatchObject([
      { outcome: "allowed", channel: "system", principalId: null, detail: { approvalId: pending } },
      { detail: { approvalId: approved } },
    ]);
    kit.approvals.close();
  });

  test("counts from the decision for an approved call", async () => {
    const id = await ask();
    kit.clock.advance(500_000);
    await approve(id);
    kit.clock.advance(500_000);
    expect(await kit.approvals.gate.claim(kit.call(), id)).toBe(true);
  });

  test("is noticed by whoever looks, also when nothing sweeps", async () => {
    const id = await ask();
    kit.clock.advance(600_000);
    expect((await kit.approvals.gate.read(WORKSPACE, id)).status).toBe("expired");
    const other = await ask({ id: "2" });
    kit.clock.advance(600_000);
    expect((await kit.approvals.get(callerOf("uma"), other)).status).toBe("expired");
    await ask({ id: "3" });
    kit.clock.advance(600_000);
    expect(await kit.approvals.count(callerOf("uma"))).toEqual({ pending: 0, decidableByMe: 0 });
    const { approvals } = await kit.approvals.list(callerOf("uma"), { decidableByMe: false, limit: 10 });
    expect(approvals.map(({ status }) => status)).toEqual(["expired", "expired", "expired"]);
  });

  test("is the workspace's to set, within bounds, by who administers it", async () => {
    await expect(kit.approvals.updateSettings(callerOf("uma"), { expiresAfterSeconds: 60 })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    expect(await kit.approvals.updateSettings(callerOf("adam"), { expiresAfterSeconds: 60 })).toEqual({
      selfApproval: "other_credential",
      expiresAfterSeconds: 60,
    });
    expect(kit.recorded.at(-1)).toMatchObject({
      action: "approval.update_settings",
      detail: { before: { expiresAfterSeconds: 600 }, after: { expiresAfterSeconds: 60 } },
    });
    expect(await kit.approvals.settings(callerOf("bot"))).toMatchObject({ expiresAfterSeconds: 60 });
    const id = await ask();
    kit.clock.advance(60_000);
    expect((await kit.approvals.gate.read(WORKSPACE, id)).status).toBe("expired");
  });

  test("goes on when a record of it cannot be kept", async () => {
    await kit.approvals.start();
    const id = await ask();
    kit.auditFailure = new Error("no disk");
    kit.clock.advance(600_000);
    await settle();
    expect(statusOf(id)).toBe("expired");
    kit.approvals.close();
    kit.clock.advance(60_000);
  });
});

describe("a change", () => {
  test("A52, A37: voids open approvals as soon as the new snapshot is in force, and leaves the others", async () => {
    await kit.approvals.start();
    const pending = await ask({ id: "1" });
    const approved = await ask({ id: "2" });
    await approve(approved);
    const other = await ask({ id: "1" }, "pay");
    kit.announceSnapshot();
    await settle();
    expect([statusOf(pending), statusOf(approved)]).toEqual(["pending", "approved"]);
    kit.change(({ capabilities: [first] }) => first && Object.assign(first, { definitionHash: "rug pull" }));
    kit.announceSnapshot();
    await settle();
    expect([statusOf(pending), statusOf(approved), statusOf(other)]).toEqual(["expired", "expired", "pending"]);
    expect(kit.store.rows[0]?.outcomeReason).toMatch(/definition/);
    kit.approvals.close();
  });
});

describe("A56: a restart", () => {
  test("keeps what waits and what is approved, approves nothing, and fails what was under way", async () => {
    const pending = await ask({ id: "1" });
    const approved = await ask({ id: "2" });
    await approve(approved);
    const running = await ask({ id: "3" });
    await approve(running);
    await kit.approvals.gate.claim(kit.call({ id: "3" }), running);
    await kit.approvals.start();
    expect([statusOf(pending), statusOf(approved), statusOf(running)]).toEqual(["pending", "approved", "failed"]);
    expect(kit.recorded.at(-1)).toMatchObject({
      action: "approval.recover",
      outcome: "failed",
      detail: { approvalId: running },
    });
    expect(await kit.approvals.gate.claim(kit.call({ id: "3" }), running)).toBe(false);
    kit.approvals.close();
  });
});

describe("using an approval", () => {
  test("A53: only one of many takes it, and each attempt is recorded", async () => {
    const id = await ask();
    expect(await kit.approvals.gate.claim(kit.call(), id)).toBe(false);
    await approve(id);
    const claims = await Promise.all([1, 2, 3].map(() => kit.approvals.gate.claim(kit.call(), id)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(
      kit.recorded.filter(({ action, outcome }) => action === "approval.claim" && outcome === "denied"),
    ).toHaveLength(3);
  });

  test("A57: does not happen when its record cannot be stored", async () => {
    const id = await ask();
    await approve(id);
    kit.auditFailure = new Error("store is down");
    await expect(kit.approvals.gate.claim(kit.call(), id)).rejects.toThrow("store is down");
    expect(statusOf(id)).toBe("approved");
    kit.auditFailure = null;
    expect(await kit.approvals.gate.claim(kit.call(), id)).toBe(true);
    expect(kit.stored).toEqual(["approval.claim"]);
  });

  test("ends once, and says how", async () => {
    const id = await ask();
    await approve(id);
    await kit.approvals.gate.claim(kit.call(), id);
    await kit.approvals.gate.finish(WORKSPACE, id, "failed", "The server answered that the call failed.");
    await kit.approvals.gate.finish(WORKSPACE, id, "executed", null);
    expect(await kit.approvals.get(callerOf("uma"), id)).toMatchObject({
      status: "failed",
      outcomeReason: "The server answered that the call failed.",
    });
  });

  test("A53: an end that cannot be stored is stored as soon as that works, and the same call is asked about anew", async () => {
    const id = await ask();
    await approve(id);
    await kit.approvals.gate.claim(kit.call(), id);
    const { finish } = kit.store;
    kit.store.finish = () => Promise.reject(new Error("the database is away"));
    await kit.approvals.gate.finish(WORKSPACE, id, "executed", null);
    expect((await kit.approvals.get(callerOf("uma"), id)).status).toBe("executing");
    expect(await ask()).toBe(id);
    kit.store.finish = finish;
    kit.clock.advance(5_000);
    await expect.poll(async () => (await kit.approvals.get(callerOf("uma"), id)).status).toBe("executed");
    expect(await ask()).not.toBe(id);
  });
});

describe("the list", () => {
  test("shows newest first in pages, and only what is in reach", async () => {
    const ids: string[] = [];
    for (const caller of [callerOf("bot"), callerOf("uma"), callerOf("eve")]) {
      ids.unshift(await ask({ id: "1" }, "delete", caller));
      kit.clock.advance(1_000);
    }
    const pages = async (who: Parameters<typeof callerOf>[0]) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await kit.approvals.list(callerOf(who), { decidableByMe: false, limit: 1, cursor });
        found.push(...page.approvals.map(({ approvalId }) => approvalId));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return found;
    };
    expect(await pages("olga")).toEqual(ids);
    expect(await pages("uma")).toEqual(ids.slice(1));
    expect(await pages("eve")).toEqual(ids.slice(0, 1));
    expect(await pages("bot")).toEqual(ids.slice(2));
    const list = (more: object) => kit.approvals.list(callerOf("olga"), { decidableByMe: false, limit: 10, ...more });
    expect((await list({ principalId: "eve" })).approvals).toHaveLength(1);
    expect((await list({ status: "approved" })).approvals).toHaveLength(0);
    expect((await list({ decidableByMe: true, status: "approved" })).approvals).toHaveLength(0);
    await expect(list({ cursor: "made up" })).rejects.toMatchObject({ code: "input.invalid" });
  });
});
