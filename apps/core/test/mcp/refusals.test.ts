import { afterEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type HarnessOptions, textResult } from "./create-harness.ts";
import { callLegacy, callModern, openSession } from "./raw-client.ts";

type Json = Record<string, unknown>;

let harness: Harness;
let token: string;
afterEach(() => harness.close());

const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness(options);
  token = harness.issue("claude");
  return openSession(harness.url, token);
};

const toolRecords = () => harness.audit.filter((entry) => entry.action === "tools/call");

it("refuses what is visible but denied at the call as a tool result with the reason", async () => {
  const rule = {
    id: "no-etc",
    priority: 1,
    match: {},
    when: 'args.path.startsWith("/etc")',
    effect: "deny" as const,
    description: "Nothing under /etc.",
  };
  const session = await start({ world: { rules: [rule] } });
  for (const call of [
    (params: Json) => callLegacy(harness.url, token, session, "tools/call", params),
    (params: Json) => callModern(harness.url, token, "tools/call", params),
  ]) {
    const refused = await call({ name: "notes__add", arguments: { path: "/etc/passwd" } });
    expect(refused.status).toBe(200);
    expect(refused.body.result).toMatchObject({
      isError: true,
      content: [{ type: "text", text: expect.any(String) }],
      _meta: { "peta/code": "permission.denied" },
    });
    expect((await call({ name: "notes__add", arguments: { path: "/home" } })).body.result?.isError).toBeUndefined();
  }
  expect(toolRecords().map((entry) => [entry.outcome, entry.decision, entry.determinedBy?.[0], entry.detail])).toEqual([
    ["denied", "deny", expect.stringContaining("no-etc"), { path: "/etc/passwd" }],
    ["allowed", "allow", expect.any(String), { path: "/home" }],
    ["denied", "deny", expect.stringContaining("no-etc"), { path: "/etc/passwd" }],
    ["allowed", "allow", expect.any(String), { path: "/home" }],
  ]);
  expect(harness.sent).toHaveLength(2);
});

it("refuses a call whose condition cannot be evaluated", async () => {
  const session = await start({
    world: { rules: [{ id: "broken", priority: 1, match: {}, when: "args.missing > 3", effect: "allow" }] },
  });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  expect(answer.body.result?.isError).toBe(true);
  expect(harness.sent).toEqual([]);
});

it.each([2, 3] as const)(
  "refuses a call of danger level %d while nobody has approved it and says so",
  async (dangerLevel) => {
    const session = await start({
      gatewayLimits: { approvalHoldMs: 0 },
      world: { servers: [{ serverId: "notes", capabilities: [{ kind: "tool", name: "add", dangerLevel }] }] },
    });
    const list = await callLegacy(harness.url, token, session, "tools/list");
    expect(list.body.result?.tools).toHaveLength(1);
    const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
    expect(answer.body.result).toMatchObject({ isError: false, _meta: { "peta/code": "approval.pending" } });
    expect(JSON.stringify(answer.body.result)).toMatch(/The call was not made/);
    expect(toolRecords()[0]).toMatchObject({ outcome: "held", errorCode: "approval.pending" });
    expect(harness.sent).toEqual([]);
  },
);

it("refuses denied resources and prompts with a protocol error", async () => {
  const session = await start({
    world: {
      servers: [
        {
          serverId: "notes",
          capabilities: [
            { kind: "resource", name: "note://a" },
            { kind: "resource", name: "note://off", enabled: false },
            { kind: "prompt", name: "plan" },
          ],
        },
      ],
      rules: [
        { id: "no-plan", priority: 1, match: { kinds: ["prompt"] }, when: 'args.topic == "secret"', effect: "deny" },
        { id: "no-a", priority: 1, match: { kinds: ["resource"] }, when: 'request.ip == "127.0.0.1"', effect: "deny" },
      ],
    },
  });
  const prompt = await callLegacy(harness.url, token, session, "prompts/get", {
    name: "notes__plan",
    arguments: { topic: "secret" },
  });
  expect(prompt.body.error).toMatchObject({ code: -31001, data: { code: "permission.denied" } });
  const denied = await callModern(harness.url, token, "resources/read", { uri: "notes::note://a" });
  expect([denied.status, denied.body.error?.code]).toEqual([200, -31001]);
  const hidden = await callLegacy(harness.url, token, session, "resources/read", { uri: "notes::note://off" });
  const unknown = await callLegacy(harness.url, token, session, "resources/read", { uri: "notes::note://no" });
  expect([hidden.body.error?.code, unknown.body.error?.code]).toEqual([-32002, -32002]);
  expect((await callModern(harness.url, token, "resources/read", { uri: "notes::note://off" })).body.error?.code).toBe(
    -32602,
  );
  expect(hidden.body.error?.message.replace("off", "no")).toBe(unknown.body.error?.message);
});

it("asks for a reason where a rule says so, and records it", async () => {
  const session = await start({
    world: { rules: [{ id: "why", priority: 1, match: {}, effect: "allow", obligations: { requireReason: true } }] },
  });
  const call = (_meta?: Json) =>
    callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", ...(_meta && { _meta }) });
  expect((await call()).body.result).toMatchObject({ isError: true });
  expect((await call({ "peta/reason": " " })).body.result).toMatchObject({ isError: true });
  expect((await call({ "peta/reason": "month-end" })).body.result?.isError).toBeUndefined();
  expect(toolRecords().at(-1)?.reason).toContain("month-end");
  expect(harness.sent.map(({ params }) => params._meta)).toEqual([undefined]);
});

it("limits the calls of one principal and leaves the others alone (A34)", async () => {
  let release = (): void => {};
  let running = 0;
  let full = (): void => {};
  const isFull = new Promise<void>((resolve) => (full = resolve));
  const session = await start({
    gatewayLimits: { callsPerPrincipal: 2 },
    answer: async ({ params }) => {
      if ((params.arguments as Json).hold !== true) return textResult("free");
      const held = new Promise<void>((resolve) => {
        const before = release;
        release = () => {
          before();
          resolve();
        };
      });
      if (++running === 2) full();
      await held;
      return textResult("held");
    },
  });
  const hold = () =>
    callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: { hold: true } });
  const pending = [hold(), hold()];
  await isFull;
  const refused = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  expect(
    (await callModern(harness.url, harness.issue("cursor"), "tools/call", { name: "notes__add", arguments: {} }))
      .status,
  ).toBe(200);
  release();
  await Promise.all(pending);
  expect(
    (await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} })).status,
  ).toBe(200);
});

it("answers nothing that it could not record (A57)", async () => {
  const session = await start({ answer: () => textResult("secret") });
  harness.state.auditError = new CoreError("audit.unavailable", "The audit log cannot be written.");
  for (const error of [harness.state.auditError, new Error("password=hunter2")]) {
    harness.state.auditError = error;
    for (const method of ["tools/call", "tools/list", "no/such"]) {
      const answer = await callLegacy(harness.url, token, session, method, { name: "notes__add" });
      expect([answer.status, answer.body.error?.data]).toEqual([503, { code: "audit.unavailable" }]);
      expect(answer.text).not.toMatch(/secret|hunter2/);
    }
  }
});
