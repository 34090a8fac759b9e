import { afterEach, expect, it } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { callModern, legacyHeaders, modernMeta, openStream, rpc, send } from "../raw-client.ts";
import { ADD, type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json } from "./task-kit.ts";

const NO_GUESTS = {
  id: "no-guests",
  priority: 1,
  match: {},
  when: "principal.role == 'guest'",
  effect: "deny" as const,
};
const kit = createTaskKit();
afterEach(() => kit.stop());

it("lists a client's own tasks only, those it may still see, in the state that is known (A24)", async () => {
  await kit.start("legacy");
  const [own, foreign] = await Promise.all(
    ["claude", "spy"].map((who) => kit.client("legacy", kit.harness.issue(who))),
  );
  const { taskId } = await kit.create("legacy", own as Ask);
  const list = async (ask: Ask | undefined, params: Json = {}): Promise<Json | undefined> => {
    const { result, error } = (await (ask as Ask)("tasks/list", params)).body;
    return result ?? error;
  };
  expect(await list(own)).toEqual({ tasks: [expect.objectContaining({ taskId, status: "working", ttl: 60_000 })] });
  expect(await list(foreign)).toEqual({ tasks: [] });
  expect(await list(own, { cursor: "o1" })).toMatchObject({ code: -32602 });
  await (own as Ask)("tasks/result", { taskId });
  expect(await list(own)).toMatchObject({ tasks: [{ taskId, status: "completed" }] });
  kit.harness.change((world) => void (world.grants = [{ handle: "claude", target: "notes::add", enabled: false }]));
  expect(await list(own)).toEqual({ tasks: [] });
  kit.harness.change((world) => void (world.grants = []));
  kit.harness.clock.advance(60_000);
  kit.forgetSessions();
  expect(await list(await kit.client("legacy", kit.harness.issue("claude")))).toEqual({ tasks: [] });
  expect(kit.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/result"]);
});

it("tells a state to its owner's session only, under Core's id, while it may be seen", async () => {
  await kit.start("legacy", { world: { rules: [NO_GUESTS] } });
  const [token, spy] = [kit.harness.issue("claude"), kit.harness.issue("spy")];
  const [ask] = [await kit.client("legacy", token), await kit.client("legacy", spy)];
  const { taskId } = await kit.create("legacy", ask);
  const [own, foreign] = await Promise.all(
    [token, spy].map((whose) => openStream(kit.harness.url, { headers: legacyHeaders(whose, kit.sessionOf(whose)) })),
  );
  const tell = kit.harness.sent[0]?.options.onTaskStatus;
  const at = "2026-01-01T00:00:01Z";
  const said = { taskId: "own-id", createdAt: at, lastUpdatedAt: at, ttl: null };
  tell?.({ ...said, status: "input_required" });
  kit.harness.change((world) => void (world.grants = [{ handle: "claude", target: "notes::add", enabled: false }]));
  tell?.({ ...said, status: "working" });
  kit.harness.change((world) => void (world.grants = []));
  for (const role of ["guest", "user"] as const) {
    kit.harness.updatePrincipal("claude", { role });
    // Until the session has heard of it.
    await new Promise((resolve) => setImmediate(resolve));
    if (role === "guest") tell?.({ ...said, status: "working" });
  }
  tell?.({ ...said, status: "no such status" });
  tell?.({ ...said, status: "cancelled" });
  const told: unknown[] = [];
  while (told.length < 2) {
    const event = await own?.next();
    if (event?.method === "notifications/tasks/status") told.push(event.params);
  }
  const ttl = 24 * 60 * 60_000;
  expect(told).toEqual(["input_required", "cancelled"].map((status) => ({ ...said, status, taskId, ttl })));
  own?.close();
  // Whatever the other session hears first, it is not that.
  kit.harness.change((world) => void (world.grants = [{ handle: "spy", target: "notes::add", enabled: false }]));
  expect((await foreign?.next())?.method).toBe("notifications/tools/list_changed");
  foreign?.close();
});

it("A29: a request about a task whose headers name another one is refused", async () => {
  await kit.start("modern");
  const token = kit.harness.issue("claude");
  const { taskId } = await kit.create("modern", await kit.client("modern", token));
  const refused = await send(kit.harness.url, {
    headers: {
      ...legacyHeaders(token),
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tasks/get",
      "mcp-name": "another",
    },
    body: rpc("tasks/get", { taskId, _meta: modernMeta({ [CAPABILITIES]: DECLARED }) }),
  });
  expect([refused.status, refused.body.error?.code]).toEqual([400, -32020]);
});

it("keeps no task in the result cache and answers none from it (A27)", async () => {
  await kit.start("modern", {
    world: {
      cachePolicies: [{ serverId: "notes", kind: "tool", name: "add", scope: "workspace", admission: "first_call" }],
    },
  });
  // An answer that is kept is for calls that cannot become tasks.
  for (const _ of [1, 2]) await callModern(kit.harness.url, kit.harness.issue("claude"), "tools/call", ADD);
  expect(kit.harness.sent).toHaveLength(1);
  const [one, two] = await Promise.all(["claude", "spy"].map((who) => kit.client("modern", kit.harness.issue(who))));
  const ids = [await kit.create("modern", one as Ask), await kit.create("modern", two as Ask)].map(
    ({ taskId }) => taskId,
  );
  expect(new Set(ids).size).toBe(2);
  expect(kit.harness.sent).toHaveLength(3);
});

it("decides again when the wait for a result is over, and before a question meanwhile is put (A7, A42)", async () => {
  await kit.start("legacy");
  const token = kit.harness.issue("claude");
  const ask = await kit.client("legacy", token);
  const { taskId } = await kit.create("legacy", ask);
  const waits = Promise.withResolvers<ServerOutcome>();
  kit.harness.state.answer = () => waits.promise;
  const fetched = ask("tasks/result", { taskId });
  await expect.poll(() => kit.harness.sent).toHaveLength(2);
  kit.harness.change((world) => {
    world.rules = [{ id: "no", priority: 1, match: {}, effect: "deny" }];
  });
  const { onQuestion } = kit.harness.sent[1]?.options ?? {};
  const question = { method: "elicitation/create", params: { message: "?" } };
  expect(await onQuestion?.(question, new AbortController().signal)).toMatchObject({ error: { code: -32603 } });
  waits.resolve({ kind: "result", result: { content: [{ type: "text", text: "4242" }] } });
  const { text, body } = await fetched;
  expect(text).not.toContain("4242");
  expect(body.error?.data?.code).toMatch(/permission.denied|task.not_found/);
});

it("lists tasks by the rights of whoever its client has become meanwhile (A7)", async () => {
  await kit.start("legacy", { world: { rules: [NO_GUESTS] } });
  const ask = await kit.client("legacy", kit.harness.issue("claude"));
  await kit.create("legacy", ask);
  expect((await ask("tasks/list")).body.result?.tasks).toHaveLength(1);
  kit.harness.updatePrincipal("claude", { role: "guest" });
  expect((await ask("tasks/list")).body.result?.tasks ?? []).toEqual([]);
});

it("decides about a result as whoever its client has become meanwhile (A7)", async () => {
  await kit.start("legacy", { world: { rules: [NO_GUESTS] } });
  const ask = await kit.client("legacy", kit.harness.issue("claude"));
  const { taskId } = await kit.create("legacy", ask);
  const waits = Promise.withResolvers<ServerOutcome>();
  kit.harness.state.answer = () => waits.promise;
  const fetched = ask("tasks/result", { taskId });
  await expect.poll(() => kit.harness.sent).toHaveLength(2);
  kit.harness.updatePrincipal("claude", { role: "guest" });
  waits.resolve({ kind: "result", result: { content: [{ type: "text", text: "4242" }] } });
  const { text, body } = await fetched;
  expect(text).not.toContain("4242");
  expect(body.error?.data?.code).toMatch(/permission.denied|task.not_found/);
});

it("shows nothing but a bare state where a rule hides parts of results, and no error that only Core may give", async () => {
  await kit.start("modern");
  const ask = await kit.client("modern", kit.harness.issue("claude"));
  const { taskId } = await kit.create("modern", ask);
  const at = "2026-01-01T00:00:00Z";
  const error = { code: -31001, message: "denied", data: { approval: { status: "approved" }, kept: 1 } };
  const state = {
    taskId: "own-id",
    status: "failed",
    createdAt: at,
    lastUpdatedAt: at,
    ttlMs: null,
    "x-preview": "4242",
  };
  kit.harness.state.answer = () => ({ kind: "result", result: { ...state, error, _meta: { "x/y": "4242" } } });
  const whole = (await ask("tasks/get", { taskId })).body.result;
  expect(whole).toMatchObject({ "x-preview": "4242", _meta: { "x/y": "4242" } });
  expect(whole?.error).toEqual({ code: -32603, message: "denied", data: { kept: 1 } });
  kit.harness.change((world) => {
    const obligations = { redactResult: ["structuredContent.card"] };
    world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
  });
  expect((await ask("tasks/get", { taskId })).text).not.toContain("4242");
});

it("an address that the result needs opened first (-32042) is not shown to a client that opens none (A42)", async () => {
  await kit.start("legacy");
  const ask = await kit.client("legacy", kit.harness.issue("claude"));
  const { taskId } = await kit.create("legacy", ask);
  const data = { elicitations: [{ elicitationId: "e1", url: "https://id.example/x", message: "Sign in" }] };
  kit.harness.state.answer = () => ({ kind: "error", error: { code: -32042, message: "Sign in.", data } });
  const { error } = (await ask("tasks/result", { taskId })).body;
  expect(error).toEqual({ code: -32603, message: "Sign in. (The client does not offer elicitation.)" });
});
