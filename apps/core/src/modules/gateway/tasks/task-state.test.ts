import { describe, expect, it } from "vitest";
import { keptMeta, keptState, readTaskId, showTask, withId } from "./task-state.ts";

const DAY_MS = 24 * 60 * 60_000;
const at = "2026-01-01T00:00:00Z";
type Json = Record<string, unknown>;
const task = (more: Json = {}): Json => ({
  taskId: "own",
  status: "working",
  createdAt: at,
  lastUpdatedAt: at,
  ttl: 1_000,
  ...more,
});
const SHOWN = { hidesText: false };

describe("what a server calls a task", () => {
  it.each([
    ["without an id", { taskId: undefined }],
    ["with an empty id", { taskId: "" }],
    ["with an id that is no text", { taskId: 7 }],
    ["with an id of endless length (A34)", { taskId: "x".repeat(1_025) }],
    ["in a state that does not exist", { status: "done" }],
    ["without a beginning", { createdAt: 0 }],
    ["with a time of endless length (A34)", { lastUpdatedAt: "x".repeat(65) }],
    ["with a time to live that is none", { ttl: "1" }],
  ])("is refused %s, without its words", (_, flaw) => {
    const read = () => readTaskId(task({ statusMessage: "secret", ...flaw }), "legacy", "notes");
    expect(read).toThrow(expect.objectContaining({ code: "server.protocol_error" }));
    expect(read).not.toThrow(/secret/);
  });

  it("is taken in either form", () => {
    expect(readTaskId(task(), "legacy", "notes")).toBe("own");
    expect(readTaskId(task({ ttl: undefined, ttlMs: null }), "modern", "notes")).toBe("own");
  });
});

describe("what a client sees of a task", () => {
  it("has Core's id, also in what the server says of it, and everything that is not known", () => {
    const said = task({ statusMessage: "own is the id of own", "x-vendor": [1], pollInterval: 5 });
    expect(showTask(said, "core", "legacy", SHOWN)).toEqual({
      ...task({ taskId: "core", "x-vendor": [1], pollInterval: 5 }),
      statusMessage: "core is the id of core",
    });
  });

  it("has no content, which is guarded where it belongs", () => {
    const content = { result: {}, error: {}, inputRequests: {}, resultType: "task", _meta: {} };
    expect(showTask(task(content), "core", "legacy", SHOWN)).toEqual(task({ taskId: "core" }));
  });

  it.each([
    [null, DAY_MS],
    [undefined, DAY_MS],
    [-1, DAY_MS],
    [DAY_MS * 2, DAY_MS],
    [0, 0],
  ])("lives as long as Core keeps it: %s becomes %i ms", (said, shown) => {
    expect(showTask(task({ ttl: said }), "core", "legacy", SHOWN).ttl).toBe(shown);
    expect(showTask(task({ ttl: undefined, ttlMs: said }), "core", "modern", SHOWN)).toMatchObject({ ttlMs: shown });
  });

  it("is its bare state where a rule hides parts of results", () => {
    const said = task({ statusMessage: "4242", "x-preview": "4242", pollInterval: 5 });
    expect(showTask(said, "core", "legacy", { hidesText: true })).toEqual(task({ taskId: "core", pollInterval: 5 }));
    expect(keptMeta({ _meta: { "x/y": "4242" } }, { hidesText: true })).toBeNull();
  });

  it("is kept without what has no bound, and is told no interval that is none (A34)", () => {
    const said = task({ "x-vendor": "x".repeat(100_000), pollInterval: ["4242"], statusMessage: "m" });
    const shown = showTask(said, "core", "legacy", SHOWN);
    expect(shown.pollInterval).toBeUndefined();
    expect(keptState(shown)).toEqual(task({ taskId: "core", statusMessage: "m" }));
  });

  it("takes no key for what it inherits from (A30)", () => {
    const said = JSON.parse(`{"__proto__":{"pollInterval":["4242"]},${JSON.stringify(task()).slice(1)}`) as Json;
    const shown = showTask(said, "core", "legacy", SHOWN);
    expect([shown.pollInterval, keptState(shown).pollInterval]).toEqual([undefined, undefined]);
  });

  it("has its id put into a text a few times only, for the server's own may be one letter (A34)", () => {
    expect(withId("a".repeat(1_000), "a", "$&core").length).toBe(1_000 + 16 * 5);
    expect(withId("id a", "a", "$&core")).toBe("id $&core");
  });

  it("says to a model what its server wants said at once, and nothing else that is reserved (A33)", () => {
    const kept = { "io.modelcontextprotocol/model-immediate-response": "Working on it.", "vendor.example/x": 1 };
    const _meta = { ...kept, "io.modelcontextprotocol/related-task": { taskId: "own" }, "peta/code": "x" };
    expect(keptMeta({ _meta }, SHOWN)).toEqual(kept);
  });
});
