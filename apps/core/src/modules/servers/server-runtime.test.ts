import { describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import { actor, advance, answer, begin, get, kit, online, request, unanswered, use } from "./twins/one-server.ts";
import { addInput, createServersKit, settle } from "./twins/servers-kit.ts";

describe("the circuit of a server that answers nothing", () => {
  const failOne = async (error = unanswered()) => {
    const outcome = begin();
    await settle();
    kit.twin.latest.calls.at(-1)?.fail(error);
    await expect(outcome).rejects.toMatchObject({ code: error.code });
  };

  test("A43: after five unanswered requests it gets no more of them; one probe decides about the rest", async () => {
    await online();
    for (let nth = 0; nth < 5; nth++) await failOne();
    expect(await get()).toMatchObject({
      status: "error",
      nextRetryAt: expect.any(String),
      failure: { kind: "timeout" },
    });
    const asked = kit.twin.latest.calls.length;
    await expect(request()).rejects.toMatchObject({ code: "server.unreachable", retryAfterSeconds: 1 });
    expect(kit.twin.latest.calls).toHaveLength(asked);
    await advance(1_000);
    const probe = begin();
    await settle();
    await expect(request()).rejects.toMatchObject({ code: "server.unreachable" });
    answer();
    await probe;
    expect(await get()).toMatchObject({ status: "online", nextRetryAt: null, failure: null });
    const next = begin();
    await settle();
    answer();
    expect(await next).toMatchObject({ kind: "result" });
  });

  test("a probe that fails doubles the pause", async () => {
    await online();
    for (let nth = 0; nth < 5; nth++) await failOne();
    await advance(1_000);
    await failOne();
    await advance(1_000);
    await expect(request()).rejects.toMatchObject({ code: "server.unreachable", retryAfterSeconds: 1 });
    await advance(1_000);
    const probe = begin();
    await settle();
    answer();
    await probe;
  });

  test("an answer in between, a refusal and a cancellation do not add up", async () => {
    await online();
    for (let nth = 0; nth < 4; nth++) await failOne();
    const good = begin();
    await settle();
    kit.twin.latest.calls.at(-1)?.answer({ kind: "error", error: { code: -32602, message: "no" } });
    await good;
    for (let nth = 0; nth < 4; nth++) await failOne();
    await failOne(new CoreError("request.cancelled", "The request was cancelled."));
    await failOne(new CoreError("server.busy", "Later."));
    expect(await get()).toMatchObject({ status: "online" });
  });

  test("a program that hangs is ended, and the next request starts another", async () => {
    await online();
    for (let nth = 0; nth < 5; nth++) await failOne();
    const ping = () => kit.twin.latest.calls.filter(({ method }) => method === "ping");
    await settle();
    expect(ping()).toHaveLength(1);
    ping()[0]?.fail(unanswered());
    await settle();
    ping()[1]?.fail(unanswered());
    await settle();
    expect(kit.twin.latest.isClosed).toBe(true);
    expect(await get()).toMatchObject({ status: "offline", failure: { kind: "not_answering" } });
    const next = begin();
    await settle();
    expect(kit.twin.connections).toHaveLength(2);
    answer();
    await next;
  });
});

describe("idempotent tools", () => {
  const dieUnder = async (name: string) => {
    const outcome = begin({}, name);
    await settle();
    kit.twin.latest.die();
    await settle();
    return outcome;
  };

  test("A43: a call is repeated once for a tool that an administrator has marked, and for no other", async () => {
    await online({ idempotentTools: ["look_up"] });
    const repeated = dieUnder("look_up");
    await settle();
    await settle();
    expect(kit.twin.connections).toHaveLength(2);
    answer();
    expect(await repeated).toMatchObject({ kind: "result" });
    await expect(dieUnder("echo")).rejects.toMatchObject({ code: "server.died" });
  });

  test("A43: a server's own hint repeats nothing", async () => {
    use(createServersKit());
    kit.twin.lists["tools/list"] = {
      tools: [{ name: "echo", inputSchema: {}, annotations: { idempotentHint: true, readOnlyHint: true } }],
    };
    await kit.servers.add(actor, addInput("files"));
    await expect(dieUnder("echo")).rejects.toMatchObject({ code: "server.died" });
    expect(kit.twin.connections).toHaveLength(1);
  });

  test("once is once", async () => {
    await online({ idempotentTools: ["look_up"] });
    const outcome = begin({}, "look_up");
    await settle();
    kit.twin.latest.die();
    await settle();
    await settle();
    kit.twin.latest.die();
    await expect(outcome).rejects.toMatchObject({ code: "server.died" });
    expect(kit.twin.connections).toHaveLength(2);
  });

  test("a call that was cancelled, and one without time left, are not repeated", async () => {
    await online({ idempotentTools: ["look_up"] });
    const abort = new AbortController();
    const cancelled = begin({ signal: abort.signal }, "look_up");
    await settle();
    abort.abort();
    kit.twin.latest.die();
    await expect(cancelled).rejects.toMatchObject({ code: "server.died" });
    const late = begin({ timeoutMs: 1_000 }, "look_up");
    await settle();
    kit.clock.advance(1_000);
    kit.twin.latest.die();
    await expect(late).rejects.toMatchObject({ code: "server.died" });
    expect(kit.twin.connections).toHaveLength(2);
  });
});

describe("times of one request", () => {
  test("the server's own bound goes before the caller's", async () => {
    await online({ callTimeoutMs: 5_000 });
    const outcome = begin();
    await settle();
    expect(kit.twin.latest.calls[0]?.options.timeoutMs).toBe(5_000);
    answer();
    await outcome;
  });

  test("silence ends it, progress begins the silence anew", async () => {
    await online({ silenceTimeoutMs: 1_000 });
    const outcome = begin();
    await settle();
    const sent = kit.twin.latest.calls[0];
    sent?.options.signal?.addEventListener("abort", () =>
      sent.fail(new CoreError("request.cancelled", "The request was cancelled.")),
    );
    await advance(900);
    sent?.options.onNotification?.({ method: "notifications/progress" });
    await advance(900);
    expect(sent?.options.signal?.aborted).toBe(false);
    await advance(100);
    await expect(outcome).rejects.toMatchObject({ code: "server.timeout", message: /no sign of life for 1000 ms/ });
  });

  test("a caller who gives up is not mistaken for silence", async () => {
    await online({ silenceTimeoutMs: 1_000 });
    const abort = new AbortController();
    const outcome = begin({ signal: abort.signal });
    await settle();
    const sent = kit.twin.latest.calls[0];
    sent?.options.signal?.addEventListener("abort", () =>
      sent.fail(new CoreError("request.cancelled", "The request was cancelled.")),
    );
    abort.abort();
    await expect(outcome).rejects.toMatchObject({ code: "request.cancelled" });
  });

  test("a question that waits for a person is no silence", async () => {
    await online({ silenceTimeoutMs: 1_000 });
    const hold = { isHeld: true, begin() {}, end() {}, onChange: null };
    const outcome = begin({ hold });
    await settle();
    await advance(60_000);
    expect(kit.twin.latest.calls[0]?.options.signal?.aborted).toBe(false);
    answer();
    await outcome;
  });
});

describe("bounds of one server", () => {
  test("so many at a time, so many wait, the next is refused; another setting takes effect at once", async () => {
    await online({ maxConcurrentRequests: 1, maxQueuedRequests: 1 });
    const [first, second] = [begin(), begin()];
    await settle();
    expect(kit.twin.latest.calls).toHaveLength(1);
    await expect(request()).rejects.toMatchObject({ code: "server.busy", retryAfterSeconds: 1 });
    await kit.servers.update(actor, {
      serverId: "files",
      settings: { maxConcurrentRequests: 1, maxQueuedRequests: 2 },
    });
    const third = begin();
    for (let nth = 0; nth < 3; nth++) {
      await settle();
      answer();
    }
    expect(await Promise.all([first, second, third])).toHaveLength(3);
    expect(kit.twin.connections).toHaveLength(1);
  });
});
