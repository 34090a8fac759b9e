import type { DecideApprovalInput } from "@peta/contract";
import { afterEach, describe, expect, it } from "vitest";
import { PASSWORD } from "../../src/modules/approvals/twins/memory-approvals.ts";
import type { AuditEntry } from "../../src/modules/audit/audit-entry.ts";
import type { CoreEvent } from "../../src/modules/events.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { createHarness, type Harness, type HarnessOptions, textResult, type World } from "./create-harness.ts";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  openSession,
  openStream,
  type RawAnswer,
  rpc,
  send,
} from "./raw-client.ts";

let harness: Harness;
let token: string;
afterEach(() => harness.close());

const SERVERS: World["servers"] = [
  {
    serverId: "notes",
    capabilities: [
      { kind: "tool", name: "list" },
      { kind: "tool", name: "tell", dangerLevel: 1 },
      { kind: "tool", name: "delete", dangerLevel: 2 },
      { kind: "tool", name: "pay", dangerLevel: 3 },
      {
        kind: "tool",
        name: "count",
        dangerLevel: 2,
        definition: { name: "count", inputSchema: { type: "object" }, outputSchema: { type: "object" } },
      },
      { kind: "resource", name: "note://1", dangerLevel: 2 },
      { kind: "prompt", name: "greet", dangerLevel: 2 },
    ],
  },
];

const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness({ ...options, world: { servers: structuredClone(SERVERS), ...options.world } });
  token = harness.issue("claude");
  return openSession(harness.url, token);
};

const decider = (): Caller => ({
  principal: { ...harness.identities.principal("olga"), kind: "person", role: "owner" },
  credential: { kind: "console_session", sessionId: "ses_olga" },
  channel: "console",
  ipAddress: null,
});
const decide = (
  input: Omit<DecideApprovalInput, "approvalId" | "decision"> & { approve: boolean },
  approvalId?: string,
) => {
  const { approve, ...more } = input;
  const id = approvalId ?? harness.approvalStore.rows.find(({ status }) => status === "pending")?.id ?? "";
  return harness.approvals.decide(decider(), { approvalId: id, decision: approve ? "approve" : "reject", ...more });
};
const asked = (): Promise<AuditEntry> => harness.recorded(({ action }) => action === "approval.request");
const toolRecords = () => harness.audit.filter(({ action }) => action === "tools/call");
const statuses = () => harness.approvalStore.rows.map(({ status }) => status);

const DELETE = { name: "notes__delete", arguments: { id: "1" } };
const HOLD = 55_000;

type Call = (params?: Record<string, unknown>, id?: number) => Promise<RawAnswer>;
/** A tools/call of each era, in a session that was opened before. */
const eras: Record<"legacy" | "modern", (session: string) => Call> = {
  legacy:
    (session) =>
    (params = DELETE, id = 1) =>
      callLegacy(harness.url, token, session, "tools/call", structuredClone(params), id),
  modern:
    () =>
    (params = DELETE, id = 1) =>
      callModern(harness.url, token, "tools/call", structuredClone(params), id),
};

/** Makes a call and lets the time run out under it. */
const outwait = async (call: Promise<RawAnswer>): Promise<RawAnswer> => {
  await asked();
  // The call may still be on its way to its first sleep: then it finds that the time is up.
  const timer = setInterval(() => harness.clock.advance(HOLD), 20);
  try {
    return await call;
  } finally {
    clearInterval(timer);
  }
};

describe.each(["legacy", "modern"] as const)("a call of danger level 2, %s era", (era) => {
  const open = async (options: HarnessOptions = {}): Promise<Call> => eras[era](await start(options));

  it("is held, and runs as soon as a person approves it", async () => {
    const call = await open();
    const answer = call();
    await asked();
    expect(harness.sent).toEqual([]);
    await decide({ approve: true });
    expect((await answer).body.result).toMatchObject({ content: [{ text: '{"id":"1"}' }] });
    expect((await answer).body.result).not.toHaveProperty("isError");
    expect(statuses()).toEqual(["executed"]);
    expect(harness.audit.map(({ action }) => action).filter((action) => action !== "initialize")).toEqual([
      "approval.request",
      "approval.approve",
      "approval.claim",
      "tools/call",
    ]);
    const { id } = harness.approvalStore.rows[0] ?? {};
    expect(toolRecords()[0]).toMatchObject({
      outcome: "allowed",
      decision: "require_approval",
      detail: { approvalId: id, arguments: { id: "1" } },
      reason: expect.stringContaining(`${id}: approved by "olga"`),
    });
    expect(harness.audit.find(({ action }) => action === "approval.claim")?.detail).toEqual({ approvalId: id });
  });

  it("is answered after 55 seconds with what it waits for; the same call, made again, claims the decision", async () => {
    const call = await open();
    const waiting = await outwait(call());
    const { id = "", callDigest } = harness.approvalStore.rows[0] ?? {};
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
    expect(toolRecords()[0]).toMatchObject({ outcome: "denied", errorCode: "approval.pending" });
    expect(harness.sent).toEqual([]);
    await decide({ approve: true });
    const other = era === "legacy" ? eras.modern("") : eras.legacy(await openSession(harness.url, token));
    expect((await other(DELETE, 99)).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(statuses()).toEqual(["executed"]);
    expect(harness.sent).toHaveLength(1);
  });

  it("is rejected with the reason, also when it is made again, and never reaches the server", async () => {
    const call = await open();
    const answer = call();
    await asked();
    await decide({ approve: false, reason: "That note is mine." });
    for (const one of [await answer, await call(DELETE, 2)]) {
      expect(one.body.result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining("That note is mine.") }],
        _meta: { "peta/code": "approval.rejected", approval: { kind: "approval_rejected", status: "rejected" } },
      });
    }
    expect(harness.sent).toEqual([]);
    expect(harness.approvalStore.rows).toHaveLength(1);
  });

  it("runs with the arguments that the person wrote, and both versions are on record", async () => {
    const call = await open();
    const answer = call();
    await asked();
    await decide({ approve: true, arguments: { id: "2", why: "tidier" } });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"2","why":"tidier"}' }]);
    expect(harness.sent.map(({ params }) => params.arguments)).toEqual([{ id: "2", why: "tidier" }]);
    expect(toolRecords()[0]?.detail).toMatchObject({
      arguments: { id: "1" },
      editedArguments: { id: "2", why: "tidier" },
    });
  });

  it("A53: is approved for one call: an identical one at the same moment is told so, a later one asks anew", async () => {
    const call = await open({ answer: () => new Promise((resolve) => setTimeout(resolve, 50, textResult("done"))) });
    const calls = [call(DELETE, 1), call(DELETE, 2)];
    await asked();
    await decide({ approve: true });
    const answers = await Promise.all(calls);
    expect(harness.sent).toHaveLength(1);
    const refused = answers.find(
      ({ body }) => body.result?._meta !== undefined && "peta/code" in (body.result._meta as object),
    );
    expect(JSON.stringify(refused?.body.result?.content)).toMatch(/is good for one/);
    harness.audit.length = 0;
    const third = call(DELETE, 3);
    await asked();
    expect(statuses()).toEqual(["executed", "pending"]);
    await decide({ approve: false });
    await third;
  });

  it("A53, A56: expires when nobody decides, and asks anew when it is made again", async () => {
    const call = await open();
    await outwait(call());
    harness.clock.advance(600_000);
    expect(statuses()).toEqual(["expired"]);
    harness.audit.length = 0;
    const again = call();
    await asked();
    expect(statuses()).toEqual(["expired", "pending"]);
    await decide({ approve: true });
    expect((await again).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("sends what the person saw and nothing else", async () => {
    const call = await open();
    const answer = call({
      ...DELETE,
      extra: "unseen",
      _meta: { "example.com/unseen": true, "peta/reason": "Tidying up." },
    });
    await asked();
    const shown = await harness.approvals.get(decider(), harness.approvalStore.rows[0]?.id ?? "");
    expect(shown.statedReason).toBe("Tidying up.");
    await decide({ approve: true });
    await answer;
    expect(harness.sent.map(({ params }) => params)).toEqual([{ name: "delete", arguments: { id: "1" } }]);
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
    await asked();
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      harness.clock.advance(10_000);
    }
    await decide({ approve: true });
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
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    harness.revoke(token);
    const { body } = await answer;
    expect(body.result).toBeUndefined();
    if (era === "modern") expect(body.error).toMatchObject({ data: { code: "auth.invalid_token" } });
    expect(statuses()).toEqual(["pending"]);
    await decide({ approve: true });
    expect(harness.sent).toEqual([]);
  });

  it("A7: ends when the principal is disabled", async () => {
    const call = await open();
    const answer = call();
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    harness.updatePrincipal("claude", { status: "disabled" });
    const { body } = await answer;
    expect(body.result).toBeUndefined();
    if (era === "modern") expect(body.error).toMatchObject({ data: { code: "principal.disabled" } });
    expect(harness.sent).toEqual([]);
  });

  it("goes with what is known when Core stops", async () => {
    const call = await open();
    const answer = call();
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const closed = harness.surface.close();
    expect((await answer).body.result).toMatchObject({ _meta: { "peta/code": "approval.pending" } });
    await closed;
    expect(statuses()).toEqual(["pending"]);
  });
});

describe("A52: what is decided again when the call would run", () => {
  /** Holds a call, changes the world under it, then lets a person approve. */
  const underHeld = async (edit: (world: World) => void, params: Record<string, unknown> = DELETE) => {
    const call = eras.legacy(await start());
    const answer = call(params);
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    harness.change(edit);
    return { answer, call };
  };

  it("a permission that was taken away: the call is unknown, whatever was approved", async () => {
    const { answer } = await underHeld((world) =>
      world.grants.push({ handle: "claude", target: "notes", enabled: false }),
    );
    await expect(decide({ approve: true })).rejects.toMatchObject({ code: "permission.denied" });
    await decide({ approve: false });
    expect((await answer).body.error).toMatchObject({ code: -32602 });
    expect(harness.sent).toEqual([]);
  });

  it("A37: a definition that changed: the question is void and a new one is asked, about the new definition", async () => {
    const { answer } = await underHeld((world) => {
      const tool = world.servers[0]?.capabilities.find(({ name }) => name === "delete");
      if (tool) tool.definition = { name: "delete", description: "Now pays.", inputSchema: { type: "object" } };
    });
    await harness.recorded(({ action }) => action === "approval.expire");
    await expect.poll(statuses).toEqual(["expired", "pending"]);
    const second = harness.approvalStore.rows[1]?.id ?? "";
    expect((await harness.approvals.get(decider(), second)).definition).toMatchObject({ description: "Now pays." });
    await decide({ approve: true }, second);
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(statuses()).toEqual(["expired", "executed"]);
  });

  it("rules that changed: the old approval is void, and the call asks anew", async () => {
    const call = eras.legacy(await start());
    await outwait(call());
    await decide({ approve: true });
    harness.change((world) => world.policySetVersion++);
    harness.audit.length = 0;
    const again = outwait(call(DELETE, 2));
    expect((await again).body.result).toMatchObject({ _meta: { approval: { status: "pending", policyVersion: "2" } } });
    expect(statuses()).toEqual(["expired", "pending"]);
    expect(harness.sent).toEqual([]);
  });

  it("a level that was raised: an approval without a password is refused, and asked anew with one", async () => {
    const call = eras.legacy(await start());
    await outwait(call());
    await decide({ approve: true });
    harness.change((world) => {
      const tool = world.servers[0]?.capabilities.find(({ name }) => name === "delete");
      if (tool) tool.dangerLevel = 3;
    });
    harness.audit.length = 0;
    const answer = call(DELETE, 2);
    await asked();
    expect(statuses()).toEqual(["expired", "pending"]);
    expect(harness.approvalStore.rows[1]?.needsStepUp).toBe(true);
    await decide({ approve: true, password: PASSWORD });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("a level that was lowered under a held call: the repeated call asks nobody any more", async () => {
    const { answer, call } = await underHeld((world) => {
      for (const tool of world.servers[0]?.capabilities ?? []) tool.dangerLevel = 0;
    });
    expect((await call(DELETE, 2)).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    await decide({ approve: true });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("edited arguments that a rule has denied since: the call is denied and the approval void", async () => {
    const call = eras.legacy(await start());
    await outwait(call());
    await decide({ approve: true, arguments: { id: "7" } });
    harness.change((world) =>
      world.rules.push({ id: "never-7", priority: 1, match: {}, when: 'args.id == "7"', effect: "deny" }),
    );
    const answer = await call(DELETE, 2);
    expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "permission.denied" } });
    expect(statuses()).toEqual(["expired"]);
    expect(harness.sent).toEqual([]);
  });
});

describe("level 3", () => {
  it("A54: waits like level 2 and wants the decider's password", async () => {
    const call = eras.modern(await start());
    const answer = call({ name: "notes__pay", arguments: { amount: 3 } });
    await asked();
    await expect(decide({ approve: true })).rejects.toMatchObject({ code: "approval.step_up_required" });
    expect(statuses()).toEqual(["pending"]);
    await decide({ approve: true, password: PASSWORD });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"amount":3}' }]);
  });
});

describe("resources and prompts", () => {
  it.each(["legacy", "modern"] as const)(
    "wait too, and are refused with an error that names the approval, %s era",
    async (era) => {
      const session = await start();
      const cases = [
        ["resources/read", { uri: "notes::note://1" }, "note://1"],
        ["prompts/get", { name: "notes__greet" }, "greet"],
      ] as const;
      for (const [method, params, name] of cases) {
        harness.audit.length = 0;
        const call = (id: number) =>
          era === "legacy"
            ? callLegacy(harness.url, token, session, method, { ...params }, id)
            : callModern(harness.url, token, method, { ...params }, id);
        const waiting = await outwait(call(1));
        const { id = "" } = harness.approvalStore.rows.at(-1) ?? {};
        expect(waiting.status).toBe(200);
        expect(waiting.body.error).toMatchObject({
          code: -31002,
          message: expect.stringContaining(id),
          data: {
            code: "approval.pending",
            approval: { kind: "approval_pending", approvalRequestId: id, toolName: name },
          },
        });
        await decide({ approve: true });
        expect((await call(2)).body.result).toBeDefined();
        harness.audit.length = 0;
        const again = call(3);
        await asked();
        await decide({ approve: false, reason: "No." });
        expect((await again).body.error).toMatchObject({ code: -31001, data: { code: "approval.rejected" } });
      }
    },
  );
});

describe("a held call", () => {
  it("takes no place of a running one", async () => {
    const call = eras.legacy(await start({ gatewayLimits: { callsPerPrincipal: 1 } }));
    const held = call();
    await asked();
    expect((await call({ name: "notes__list", arguments: {} }, 2)).body.result?.isError).toBeUndefined();
    // As many are held as may run.
    expect((await call({ ...DELETE, arguments: { id: "2" } }, 3)).status).toBe(503);
    await decide({ approve: false }, harness.approvalStore.rows[0]?.id);
    await held;
  });

  it("is kept alive by comment lines", async () => {
    const session = await start();
    const answer = eras.legacy(session)();
    await asked();
    for (let i = 0; i < 6; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      harness.clock.advance(7_500);
    }
    await decide({ approve: true });
    expect((await answer).text).toContain(": waiting\n\n");
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("can be taken back by its client; the question stays and can still be claimed", async () => {
    const session = await start();
    const stream = openStream(harness.url, {
      method: "POST",
      headers: legacyHeaders(token, session),
      body: rpc("tools/call", { ...DELETE, _meta: { progressToken: 1 } }, 5),
    });
    await asked();
    await stream;
    await send(harness.url, {
      headers: legacyHeaders(token, session),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } }),
    });
    expect(await harness.recorded(({ action }) => action === "tools/call")).toMatchObject({ outcome: "cancelled" });
    expect(statuses()).toEqual(["pending"]);
    await decide({ approve: true });
    expect(harness.sent).toEqual([]);
    expect((await eras.legacy(session)(DELETE, 6)).body.result?.content).toEqual([
      { type: "text", text: '{"id":"1"}' },
    ]);
  });

  it("finds a decision whose event was lost", async () => {
    const call = eras.legacy(await start());
    const answer = call();
    await asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const row = harness.approvalStore.rows[0];
    await harness.approvalStore.decide(row?.workspaceId ?? "", row?.id ?? "", {
      status: "approved",
      decidedAt: harness.clock.now(),
      decidedById: "prn_olga",
      decidedByHandle: "olga",
      decisionChannel: "console",
      decisionReason: null,
      isSteppedUp: false,
      sealedEdit: null,
      expiresAt: harness.clock.now() + 600_000,
    });
    harness.clock.advance(5_000);
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });
});

it("A55: a flood of questions is refused with the time to wait", async () => {
  const call = eras.modern(await start({ gatewayLimits: { approvalHoldMs: 0 } }));
  for (let i = 0; i < 10; i++)
    expect((await call({ ...DELETE, arguments: { id: i } })).body.result).toMatchObject({ isError: false });
  const refused = await call({ ...DELETE, arguments: { id: 10 } });
  expect(refused.body.result).toMatchObject({
    isError: true,
    _meta: { "peta/code": "approval.limit", approval: { kind: "approval_rate_limited", retryAfterSeconds: 60 } },
  });
  expect(harness.approvalStore.rows).toHaveLength(10);
});

it("a tool that promises structured content answers its waiting as an error, which clients accept without it", async () => {
  const call = eras.modern(await start({ gatewayLimits: { approvalHoldMs: 0 } }));
  const answer = await call({ name: "notes__count", arguments: {} });
  expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "approval.pending" } });
});

it("a call that fails is a failed approval, which is used up all the same", async () => {
  const call = eras.modern(await start({ answer: () => ({ kind: "result", result: { content: [], isError: true } }) }));
  const answer = call();
  await asked();
  await decide({ approve: true });
  expect((await answer).body.result?.isError).toBe(true);
  expect(statuses()).toEqual(["failed"]);
  expect(toolRecords()[0]).toMatchObject({ outcome: "failed", errorCode: "tool.error" });
});

it("A57: nothing runs when the claim cannot be recorded", async () => {
  const call = eras.modern(await start());
  const answer = call();
  await asked();
  await new Promise((resolve) => setTimeout(resolve, 20));
  harness.events.subscribe(() => (harness.state.auditError = new Error("store is down")));
  await decide({ approve: true });
  expect((await answer).status).toBe(503);
  expect(harness.sent).toEqual([]);
  expect(statuses()).toEqual(["approved"]);
});

it("a call of level 1 runs at once and says that it did; the others do not", async () => {
  const call = eras.modern(await start());
  const told: CoreEvent[] = [];
  harness.events.subscribe((event) => event.type === "call.notified" && told.push(event));
  await call({ name: "notes__list", arguments: {} });
  expect(told).toEqual([]);
  await call({ name: "notes__tell", arguments: {} });
  expect(told).toMatchObject([{ principalId: "prn_claude", serverId: "notes", capabilityName: "tell" }]);
  const answer = call();
  await asked();
  await decide({ approve: true });
  await answer;
  expect(told).toHaveLength(1);
});

it("the typed API's call waits too, and is refused with the approval's name", async () => {
  await start({ gatewayLimits: { approvalHoldMs: 0 } });
  const caller: Caller = {
    principal: harness.identities.principal("claude"),
    credential: { kind: "token", tokenId: "tok_api", tokenHash: "h" },
    channel: "cli",
    ipAddress: null,
  };
  const call = () =>
    harness.gateway.callTool(caller, { name: "notes::delete", arguments: { id: "1" } }, { requestId: "1" });
  await expect(call()).rejects.toMatchObject({
    code: "approval.pending",
    message: expect.stringContaining(harness.approvalStore.rows[0]?.id ?? "apr_0001"),
  });
  await decide({ approve: true });
  expect((await call()).content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
});
