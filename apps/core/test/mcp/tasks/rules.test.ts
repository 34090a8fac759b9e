import { afterEach, describe, expect, it } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import {
  type CapabilityInput,
  createHarness,
  type Harness,
  type HarnessOptions,
  type SentRequest,
  type World,
} from "../create-harness.ts";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  modernMeta,
  openSession,
  openStream,
  type RawAnswer,
  rpc,
  send,
} from "../raw-client.ts";

type Json = Record<string, unknown>;
type Era = "legacy" | "modern";

const TASKS = "io.modelcontextprotocol/tasks";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const DECLARED = { extensions: { [TASKS]: {} } };
const ADD = { name: "notes__add", arguments: { text: "milk" } };
const VERSIONS = { legacy: "2025-11-25", modern: "2026-07-28" };
const OFFERED = {
  legacy: { tasks: { cancel: {}, requests: { tools: { call: {} } } } },
  modern: { extensions: { [TASKS]: {} } },
};

const tool = (name: string, more: Partial<CapabilityInput> = {}): CapabilityInput => ({
  kind: "tool",
  name,
  definition: { name, inputSchema: { type: "object" }, execution: { taskSupport: "optional" } },
  ...more,
});
const server = (era: Era, more: Partial<World["servers"][number]> = {}): World["servers"][number] => ({
  serverId: "notes",
  protocolVersion: VERSIONS[era],
  declaredCapabilities: OFFERED[era],
  capabilities: [tool("add"), { kind: "tool", name: "plain" }],
  ...more,
});

/** A server whose tasks are done at once. */
const tasksOf =
  (era: Era) =>
  ({ method, params, options }: SentRequest): ServerOutcome => {
    const at = "2026-01-01T00:00:00Z";
    const state = { status: "working", statusMessage: "on own-id", createdAt: at, lastUpdatedAt: at };
    const times = era === "legacy" ? { ttl: 60_000 } : { ttlMs: 60_000 };
    const result: Json = { content: [{ type: "text", text: "done" }], structuredContent: { card: "4242" } };
    const answer = (value: Json): ServerOutcome => ({ kind: "result", result: value });
    const mayStart = era === "legacy" ? params.task !== undefined : "extensions" in (options.clientCapabilities ?? {});
    if (method === "tools/call") {
      const task = { taskId: "own-id", ...state, ...times };
      if (!mayStart) return answer(result);
      return answer(era === "legacy" ? { task } : { resultType: "task", ...task });
    }
    if (method === "tasks/result") return answer(result);
    if (method === "tasks/update") return answer({ resultType: "complete" });
    if (method === "tasks/cancel" && era === "modern") return answer({});
    const status = method === "tasks/cancel" ? "cancelled" : "completed";
    return answer({ taskId: "own-id", ...state, ...times, status, ...(era === "modern" && { result }) });
  };

let harness: Harness;
afterEach(() => harness.close());

const start = async (era: Era, options: HarnessOptions = {}): Promise<void> => {
  harness = await createHarness({
    answer: tasksOf(era),
    ...options,
    world: { servers: [server(era)], ...options.world },
  });
};

type Ask = (method: string, params?: Json) => Promise<RawAnswer>;
const sessions = new WeakMap<Harness, Map<string, string>>();
/** Asks as a client of either era, in one session where there are any. */
const client = async (era: Era, token: string): Promise<Ask> => {
  if (era === "modern")
    return (method, params = {}) =>
      callModern(harness.url, token, method, {
        ...params,
        _meta: { ...(params._meta as Json), [CAPABILITIES]: DECLARED },
      });
  const known = sessions.get(harness) ?? new Map<string, string>();
  sessions.set(harness, known);
  if (!known.has(token)) known.set(token, await openSession(harness.url, token));
  return (method, params) => callLegacy(harness.url, token, known.get(token) ?? "", method, params);
};
/** A call that becomes a task: its answer, and the task's id. */
const create = async (era: Era, ask: Ask, more: Json = {}): Promise<{ answer: RawAnswer; taskId: string }> => {
  const answer = await ask("tools/call", { ...ADD, ...(era === "legacy" && { task: { ttl: 5_000 } }), ...more });
  const { result = {} } = answer.body;
  const { taskId } = (era === "legacy" ? (result.task as Json | undefined) : result) ?? {};
  return { answer, taskId: String(taskId) };
};
const fetching = { legacy: "tasks/result", modern: "tasks/get" };
const records = (action: string) => harness.audit.filter((entry) => entry.action === action);

describe.each(["legacy", "modern"] as const)("tasks between %s client and server", (era) => {
  it("are known by an id of Core's own, which says nothing of the server's", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { answer, taskId } = await create(era, ask);
    expect(taskId).toMatch(/^[A-Za-z0-9_-]{50,}$/);
    expect(answer.text).not.toContain("own-id");
    const got = await ask("tasks/get", { taskId, _meta: { traceparent: "00-1-2-01", "peta/x": 1 } });
    expect(got.body.result).toMatchObject({ taskId, status: "completed" });
    expect(got.text).not.toContain("own-id");
    expect(harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/get"]);
    expect(harness.sent[1]?.params).toMatchObject({ taskId: "own-id", _meta: { traceparent: "00-1-2-01" } });
    expect(JSON.stringify(harness.sent[1]?.params)).not.toContain("peta/x");
  });

  it("do not exist for anybody else: foreign, changed and made-up ids are answered alike, on record, and reach no server (A24)", async () => {
    await start(era);
    const [own, foreign, other] = await Promise.all(
      ["claude", "spy"]
        .map((who) => client(era, harness.issue(who)))
        .concat(client(era, harness.issue("claude", "other"))),
    );
    const { taskId } = await create(era, own as Ask);
    const changed = `${taskId.slice(0, 40)}${taskId[40] === "A" ? "B" : "A"}${taskId.slice(41)}`;
    const last = taskId.slice(0, -1) + (taskId.endsWith("A") ? "B" : "A");
    const answers: unknown[] = [];
    for (const method of new Set([fetching[era], "tasks/get", "tasks/cancel"]))
      for (const [ask, id] of [
        [foreign, taskId],
        [other, taskId],
        [own, changed],
        [own, last],
        [own, "made-up-but-long-enough"],
        [own, 7],
      ] as const)
        answers.push((await (ask as Ask)(method, { taskId: id })).body.error);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([
        JSON.stringify({
          code: -32602,
          message: "There is no such task. It may have expired.",
          data: { code: "task.not_found" },
        }),
      ]),
    );
    expect(harness.sent).toHaveLength(1);
    expect(harness.audit.filter(({ errorCode }) => errorCode === "task.not_found")).toHaveLength(answers.length);
  });

  it("are decided on anew: what has been taken away is shown to nobody, and can still be cancelled (A7)", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { taskId } = await create(era, ask);
    harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.text == "milk"', effect: "deny" }];
    });
    for (const method of [fetching[era], "tasks/get"]) {
      const refused = await ask(method, { taskId });
      expect(refused.body.error?.data?.code).toBe("permission.denied");
      expect(refused.text).not.toMatch(/done|4242/);
    }
    harness.change((world) => {
      world.rules = [];
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
    expect(harness.sent).toHaveLength(1);
    const cancelled = await ask("tasks/cancel", { taskId });
    expect(cancelled.body.error).toBeUndefined();
    expect(cancelled.text).not.toContain("statusMessage");
    expect(harness.sent.at(-1)).toMatchObject({ method: "tasks/cancel", params: { taskId: "own-id" } });
  });

  it("are redacted by the rules of the moment in which the result is fetched", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { taskId } = await create(era, ask);
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    harness.change((world) => {
      world.rules = [
        {
          id: "pci",
          priority: 1,
          match: {},
          effect: "allow",
          obligations: { redactResult: ["structuredContent.card"] },
        },
      ];
    });
    const fetched = await ask(fetching[era], { taskId });
    expect(fetched.text).toContain("[redacted]");
    expect(fetched.text).not.toContain("4242");
    // What the server says of the state may repeat what is hidden.
    expect((await ask("tasks/get", { taskId })).text).not.toContain("statusMessage");
  });

  it("leave records of what was asked, by whom and of which tool, and of nothing that was in them", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { taskId } = await create(era, ask);
    await ask(fetching[era], { taskId });
    await ask("tasks/cancel", { taskId });
    const entries = harness.audit.slice(-3);
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["tools/call", "allowed"],
      [fetching[era], "allowed"],
      ["tasks/cancel", "allowed"],
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({
        principalHandle: "claude",
        serverId: "notes",
        capabilityName: "add",
        decision: "allow",
      });
    expect(entries[0]?.reason).toContain("It goes on as a task.");
    expect(JSON.stringify(entries.slice(1))).not.toMatch(/4242|done|milk/);
  });

  it("need no table: an id is as good at the next process, and at most for a day", async () => {
    await start(era);
    const token = harness.issue("claude");
    const { taskId } = await create(era, await client(era, token));
    await harness.close();
    await start(era);
    harness.issue("claude");
    const ask = await client(era, token);
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
    harness.clock.advance(24 * 60 * 60_000);
    sessions.delete(harness);
    expect((await (await client(era, token))("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
  });

  it("belong to the server's row: one that was removed and added anew under the same name has none of them", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { taskId } = await create(era, ask);
    harness.change((world) => {
      world.servers = [server(era, { rowId: "srv_another" })];
    });
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
    expect(harness.sent).toHaveLength(1);
  });

  it("say so when their server knows them no longer, in Core's words", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const { taskId } = await create(era, ask);
    harness.state.answer = () => ({ kind: "error", error: { code: -32602, message: "Task not found: own-id" } });
    const lost = await ask(fetching[era], { taskId });
    expect(lost.body.error).toMatchObject({ code: -32602, message: expect.stringMatching(/started anew/) });
    expect(lost.text).not.toContain("own-id");
  });

  it("are started once a person has approved the call, and need no second approval to be fetched (A52)", async () => {
    await start(era, { world: { servers: [server(era, { capabilities: [tool("add", { dangerLevel: 2 })] })] } });
    const ask = await client(era, harness.issue("claude"));
    const creating = create(era, ask);
    await expect.poll(() => harness.approvalStore.rows).toHaveLength(1);
    expect(harness.sent).toHaveLength(0);
    const decider = harness.identities.principal("boss");
    Object.assign(decider, { role: "owner", kind: "person" });
    await harness.approvals.decide(
      {
        principal: decider,
        credential: { kind: "token", tokenId: "tok_boss", tokenHash: "x" },
        channel: "api",
        ipAddress: null,
      },
      { approvalId: harness.approvalStore.rows[0]?.id ?? "", decision: "approve" } as never,
    );
    const { taskId } = await creating;
    expect(harness.sent[0]?.params.arguments).toEqual({ text: "milk" });
    expect((await ask(fetching[era], { taskId })).text).toContain("4242");
    // What now wants more than that shows nothing.
    harness.change((world) => {
      world.servers = [server(era, { capabilities: [tool("add", { dangerLevel: 3 })] })];
    });
    expect((await ask(fetching[era], { taskId })).body.error?.data?.code).toBe("permission.denied");
  });

  it("are answered by an error while nobody has approved", async () => {
    await start(era, {
      world: { servers: [server(era, { capabilities: [tool("add", { dangerLevel: 2 })] })] },
      gatewayLimits: { approvalHoldMs: 0 },
    });
    const ask = await client(era, harness.issue("claude"));
    const { answer } = await create(era, ask);
    const { error, result } = answer.body;
    // Who asked for a task understands no result of the tool's.
    if (era === "legacy")
      expect(error?.data).toMatchObject({ code: "approval.pending", approval: { status: "pending" } });
    else expect(result).toMatchObject({ resultType: "complete", _meta: { "peta/code": "approval.pending" } });
    expect(harness.sent).toEqual([]);
  });

  it("are bounded for each principal", async () => {
    await start(era, { gatewayLimits: { tasksPerPrincipal: 2 } });
    let lastId = 0;
    const own = tasksOf(era);
    harness.state.answer = (request) => {
      const text = JSON.stringify(own(request)).replaceAll("own-id", `own-${++lastId}`);
      return JSON.parse(text) as ServerOutcome;
    };
    const [ask, other] = await Promise.all(["claude", "other"].map((who) => client(era, harness.issue(who))));
    await create(era, ask as Ask);
    const { taskId } = await create(era, ask as Ask);
    const third = (await create(era, ask as Ask)).answer;
    if (era === "legacy")
      expect(third.body.error).toMatchObject({ message: expect.stringMatching(/already has 2 tasks/) });
    // The server may not start one, and answers at once.
    else expect(third.body.result).toMatchObject({ resultType: "complete", content: [{ text: "done" }] });
    expect((await create(era, other as Ask)).taskId).not.toBe("undefined");
    harness.state.answer = (request) =>
      JSON.parse(JSON.stringify(own(request)).replaceAll("own-id", "own-2")) as ServerOutcome;
    await (ask as Ask)("tasks/cancel", { taskId });
    expect((await create(era, ask as Ask)).taskId).not.toBe("undefined");
  });

  it("are refused whole when the server describes something that is no task", async () => {
    await start(era);
    const ask = await client(era, harness.issue("claude"));
    const broken = { taskId: "x".repeat(2_000), status: "working", createdAt: "a", lastUpdatedAt: "b" };
    harness.state.answer = () => ({
      kind: "result",
      result: era === "legacy" ? { task: broken } : { resultType: "task", ...broken },
    });
    expect((await create(era, ask)).answer.body.error?.data?.code).toBe("server.protocol_error");
  });
});

describe("a call that cannot become a task", () => {
  it("runs as an ordinary one where no tasks are offered, and the methods are refused on record (2025-11-25)", async () => {
    harness = await createHarness({});
    const token = harness.issue("claude");
    const session = await openSession(harness.url, token);
    const answer = await callLegacy(harness.url, token, session, "tools/call", { ...ADD, task: { ttl: 60_000 } });
    expect(answer.body.result).toHaveProperty("content");
    expect(harness.sent.map(({ params }) => "task" in params)).toEqual([false]);
    for (const method of ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel"]) {
      const refused = await callLegacy(harness.url, token, session, method, { taskId: "t" });
      expect([method, refused.status, refused.body.error?.code]).toEqual([method, 200, -32601]);
    }
    for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
      const refused = await callModern(harness.url, token, method, { taskId: "t" });
      expect([method, refused.status, refused.body.error?.code]).toEqual([method, 404, -32601]);
    }
    expect(harness.sent).toHaveLength(1);
    expect(harness.audit.filter(({ errorCode }) => errorCode === "request.unsupported")).toHaveLength(7);
  });

  it("is refused by name where the tool runs no tasks, and where it runs nothing else", async () => {
    const required = { name: "must", inputSchema: { type: "object" }, execution: { taskSupport: "required" } };
    await start("legacy", {
      world: {
        servers: [
          server("legacy", {
            capabilities: [tool("add"), { kind: "tool", name: "plain" }, tool("must", { definition: required })],
          }),
        ],
      },
    });
    const token = harness.issue("claude");
    const [legacy, modern] = await Promise.all([client("legacy", token), client("modern", token)]);
    const plain = await legacy("tools/call", { name: "notes__plain", task: {} });
    expect(plain.body.error).toMatchObject({
      code: -32601,
      message: expect.stringMatching(/plain.*cannot run as a task/),
    });
    for (const ask of [legacy, modern]) {
      const refused = await ask("tools/call", { name: "notes__must" });
      expect(refused.status).toBe(200);
      expect(refused.body.error).toMatchObject({
        code: -32601,
        message: expect.stringMatching(/must.*only as a task/),
      });
    }
    expect(harness.sent).toEqual([]);
    const listed = await legacy("tools/list");
    const { tools } = listed.body.result as { tools: Json[] };
    expect(tools.map(({ execution }) => execution)).toEqual([
      { taskSupport: "optional" },
      undefined,
      { taskSupport: "required" },
    ]);
  });

  it.each(["legacy", "modern"] as const)(
    "is an ordinary one across eras: a server of the %s era starts none",
    async (era) => {
      const other = era === "legacy" ? "modern" : "legacy";
      await start(era);
      const token = harness.issue("claude");
      const ask = await client(other, token);
      expect((await create(other, ask)).answer.body.result).toMatchObject({ content: [{ text: "done" }] });
      expect(harness.sent.map(({ params, options }) => [params.task, options.clientCapabilities])).toEqual([
        [undefined, undefined],
      ]);
      // An id of the other era's is one of nobody's.
      const { taskId } = await create(era, await client(era, token));
      const foreign = await ask("tasks/get", { taskId });
      expect(foreign.body.error?.code).toBe(-32601);
    },
  );

  it("says so when a modern server insists on a task for a client that can have none", async () => {
    await start("modern", {
      answer: () => ({
        kind: "error",
        error: { code: -32021, message: "no", data: { requiredCapabilities: { extensions: { [TASKS]: {} } } } },
      }),
    });
    const ask = await client("legacy", harness.issue("claude"));
    const refused = await ask("tools/call", ADD);
    expect(refused.body.error).toMatchObject({ code: -32601, message: expect.stringMatching(/add.*only with a task/) });
  });

  it("is any call of a version before 2025-11-25, and any through catalog_execute", async () => {
    const strict = { principalId: null, clientKey: null, profile: "strict" as const, pinned: [], directTools: 0 };
    await start("legacy", { world: { discovery: [strict] } });
    const token = harness.issue("claude");
    const opened = await send(harness.url, {
      headers: legacyHeaders(token),
      body: rpc("initialize", { protocolVersion: "2025-06-18", capabilities: {} }),
    });
    const session = String(opened.headers["mcp-session-id"]);
    const old = await callLegacy(harness.url, token, session, "tools/call", { ...ADD, task: {} });
    expect(old.body.result).toHaveProperty("content");
    const ask = await client("legacy", token);
    const own = (name: string, args: Json) =>
      ask("tools/call", { name: `peta__catalog_${name}`, arguments: args, task: {} });
    const described = (await own("describe", { names: ["notes__add"] })).body.result?.structuredContent;
    const [{ schemaHash = "" } = {}] = (described as { tools: { schemaHash?: string }[] }).tools;
    const executed = await own("execute", { name: "notes__add", arguments: {}, schemaHash });
    expect(executed.body.result).toMatchObject({ content: [{ text: "done" }] });
    expect(harness.sent.map(({ params }) => params.task)).toEqual([undefined, undefined]);
  });

  it("is an error where a server starts a task unasked, without its id, on record", async () => {
    await start("legacy");
    harness.state.answer = () => ({ kind: "result", result: { task: { taskId: "secret-id", status: "working" } } });
    const ask = await client("legacy", harness.issue("claude"));
    const legacy = await ask("tools/call", ADD);
    harness.state.answer = () => ({ kind: "result", result: { resultType: "task", taskId: "secret-id" } });
    const modern = await ask("tools/call", ADD);
    for (const { body, text } of [legacy, modern]) {
      expect(body.error).toMatchObject({ code: -32603, data: { code: "server.protocol_error" } });
      expect(text).not.toContain("secret-id");
    }
    expect(records("tools/call").map(({ errorCode }) => errorCode)).toEqual([
      "server.protocol_error",
      "server.protocol_error",
    ]);
  });
});

it("lists a client's own tasks only, those it may still see, in the state that is known (A24)", async () => {
  await start("legacy");
  const [own, foreign] = await Promise.all(["claude", "spy"].map((who) => client("legacy", harness.issue(who))));
  const { taskId } = await create("legacy", own as Ask);
  const list = async (ask: Ask | undefined, params: Json = {}): Promise<Json | undefined> => {
    const { result, error } = (await (ask as Ask)("tasks/list", params)).body;
    return result ?? error;
  };
  expect(await list(own)).toEqual({ tasks: [expect.objectContaining({ taskId, status: "working", ttl: 60_000 })] });
  expect(await list(foreign)).toEqual({ tasks: [] });
  expect(await list(own, { cursor: "o1" })).toMatchObject({ code: -32602 });
  await (own as Ask)("tasks/result", { taskId });
  expect(await list(own)).toMatchObject({ tasks: [{ taskId, status: "completed" }] });
  harness.change((world) => void (world.grants = [{ handle: "claude", target: "notes::add", enabled: false }]));
  expect(await list(own)).toEqual({ tasks: [] });
  harness.change((world) => void (world.grants = []));
  harness.clock.advance(60_000);
  sessions.delete(harness);
  expect(await list(await client("legacy", harness.issue("claude")))).toEqual({ tasks: [] });
  expect(harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/result"]);
});

it("tells a state to its owner's session only, under Core's id, while it may be seen", async () => {
  await start("legacy");
  const [token, spy] = [harness.issue("claude"), harness.issue("spy")];
  const [ask] = [await client("legacy", token), await client("legacy", spy)];
  const { taskId } = await create("legacy", ask);
  const [own, foreign] = await Promise.all(
    [token, spy].map((whose) =>
      openStream(harness.url, { headers: legacyHeaders(whose, sessions.get(harness)?.get(whose)) }),
    ),
  );
  const tell = harness.sent[0]?.options.onTaskStatus;
  const at = "2026-01-01T00:00:01Z";
  const said = { taskId: "own-id", createdAt: at, lastUpdatedAt: at, ttl: null };
  tell?.({ ...said, status: "input_required" });
  harness.change((world) => void (world.grants = [{ handle: "claude", target: "notes::add", enabled: false }]));
  tell?.({ ...said, status: "working" });
  harness.change((world) => void (world.grants = []));
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
  harness.change((world) => void (world.grants = [{ handle: "spy", target: "notes::add", enabled: false }]));
  expect((await foreign?.next())?.method).toBe("notifications/tools/list_changed");
  foreign?.close();
});

it("hides from servers that a client knows the tasks extension where they have none, and nothing else of what it declares", async () => {
  harness = await createHarness({});
  const token = harness.issue("claude");
  const call = (extensions: Json) =>
    callModern(harness.url, token, "tools/call", { ...ADD, _meta: { [CAPABILITIES]: { extensions } } });
  await call({ [TASKS]: {}, "vendor.example/own": { a: 1 } });
  await call({ [TASKS]: {} });
  expect(harness.sent.map(({ options }) => options.clientCapabilities)).toEqual([
    { extensions: { "vendor.example/own": { a: 1 } } },
    undefined,
  ]);
});

it("A29: a request about a task whose headers name another one is refused", async () => {
  await start("modern");
  const token = harness.issue("claude");
  const { taskId } = await create("modern", await client("modern", token));
  const refused = await send(harness.url, {
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

it("refuses a listen stream for tasks to whoever does not declare them, and acknowledges none", async () => {
  await start("modern");
  const token = harness.issue("claude");
  const refused = await callModern(harness.url, token, "subscriptions/listen", { notifications: { taskIds: ["t"] } });
  expect([refused.status, refused.body.error?.code]).toEqual([400, -32021]);
});

it("keeps no task in the result cache and answers none from it (A27)", async () => {
  await start("modern", {
    world: {
      cachePolicies: [{ serverId: "notes", kind: "tool", name: "add", scope: "workspace", admission: "first_call" }],
    },
  });
  const [one, two] = await Promise.all(["claude", "spy"].map((who) => client("modern", harness.issue(who))));
  const ids = [await create("modern", one as Ask), await create("modern", two as Ask)].map(({ taskId }) => taskId);
  expect(new Set(ids).size).toBe(2);
  expect(harness.sent).toHaveLength(2);
});
