import { describe, expect, it } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Json } from "../../json.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import type { Answer, BackgroundRun, ForwardOptions, GatewayClient } from "../gateway.ts";
import { OwnRun } from "./own-run.ts";

const gone: ServerOutcome = { kind: "error", error: { code: -32603, message: "gone" } };

interface Round {
  params: Json;
  options: ForwardOptions<unknown>;
  background: BackgroundRun;
  resolve(answer: Answer<unknown>): void;
  reject(error: Error): void;
}

/** A run whose rounds are answered by hand. */
function twin(era: "legacy" | "modern", more: Partial<ForwardOptions<unknown>> = {}) {
  const clock = new TestClock();
  const rounds: Round[] = [];
  const states: Json[] = [];
  const givenUp: string[] = [];
  const run = new OwnRun(
    {
      key: "run-1",
      taskId: "client-id",
      era,
      client: {} as GatewayClient,
      params: { name: "notes__add", arguments: { text: "milk" } },
      options: { requestId: "1", render: (result) => ({ dressed: result }), ...more },
      ttlMs: 60_000,
      forward: (params, options) =>
        new Promise((resolve, reject) => {
          rounds.push({ params, options, background: options.background as BackgroundRun, resolve, reject });
          options.signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "Taken back.")));
        }),
      giveUp: (requestState) => givenUp.push(requestState),
    },
    clock,
    (changed) => states.push(changed.state()),
  );
  const last = (): Round => rounds.at(-1) as Round;
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { run, clock, rounds, states, givenUp, last, settled };
}

/** As the gateway ends a call: with what the run wants of a result. */
const done = (round: Round, result: Json): void =>
  round.resolve({ kind: "result", result: round.options.render(result) });

describe("a call that may be held", () => {
  it("is answered as any other when nobody has to be waited for", async () => {
    const { run, last, states } = twin("modern");
    const answer = run.startHeld();
    done(last(), { content: [] });
    expect(await answer).toEqual({ kind: "result", result: { dressed: { content: [] } } });
    expect(states).toEqual([]);
  });

  it("rejects as any other, and hands on what its client hears meanwhile", async () => {
    const heard: Json[] = [];
    const { run, last } = twin("modern", { onProgress: (said) => heard.push(said) });
    const answer = run.startHeld();
    last().options.onProgress?.({ progress: 1 });
    last().reject(new CoreError("approval.limit", "Too many."));
    await expect(answer).rejects.toThrow("Too many.");
    expect(heard).toEqual([{ progress: 1 }]);
  });

  it("is a task too when it takes long, and is answered as always when it does not", async () => {
    const slow = twin("modern");
    const answer = slow.run.startHeld();
    slow.clock.advance(10_000);
    expect(await answer).toBeNull();
    done(slow.last(), { content: [] });
    await slow.settled();
    expect(slow.run.whole()).toMatchObject({ status: "completed", result: { content: [] } });
  });

  it("takes nothing with it of the exchange that began it", async () => {
    const { run, last } = twin("modern", {
      tasks: true,
      onSlow: () => {},
      takeLarge: () => null,
      ask: async () => gone,
    });
    void run.startHeld();
    expect(Object.keys(last().options).toSorted()).toEqual(["background", "cancel", "render", "requestId", "signal"]);
  });

  it("is a task as soon as a person is waited for, and says as which approval", async () => {
    const heard: Json[] = [];
    const { run, last, states, settled } = twin("modern", { onProgress: (said) => heard.push(said) });
    const answer = run.startHeld();
    last().background.onHeld("apr_1");
    expect(await answer).toBeNull();
    expect(run.state()).toMatchObject({ status: "working", statusMessage: expect.stringContaining("apr_1") });
    last().background.onHeld("apr_1");
    expect(states).toHaveLength(1);
    last().background.onApproved({ isSteppedUp: true, editedArguments: { text: "tea" } });
    expect([run.approval, run.args]).toEqual(["stepped_up", { text: "tea" }]);
    expect(run.state()).not.toHaveProperty("statusMessage");
    last().options.onProgress?.({ progress: 1 });
    expect(heard).toEqual([]);
    expect(run.isBare).toBe(true);
    done(last(), { content: [] });
    await settled();
    expect(run.whole()).toMatchObject({ taskId: "run-1", status: "completed", result: { content: [] }, ttlMs: 60_000 });
    expect(run.isBare).toBe(false);
  });
});

describe("a task of 2026-07-28 that Core runs", () => {
  it("ends a refusal with the result that the call would have had, in Core's own words", async () => {
    const { run, last, settled } = twin("modern");
    run.start();
    last().reject(new CoreError("permission.denied", "A rule says no."));
    await settled();
    expect(run.whole()).toMatchObject({
      status: "completed",
      result: { isError: true, content: [{ type: "text", text: "A rule says no." }] },
    });
    expect(run.isBare).toBe(true);
  });

  it("fails with an error that names what happened, and with the server's own", async () => {
    const died = twin("modern");
    died.run.start();
    died.last().reject(new CoreError("server.died", "The server ended."));
    await died.settled();
    expect(died.run.whole()).toMatchObject({
      status: "failed",
      statusMessage: "The server ended.",
      error: { code: -32603, message: "The server ended.", data: { code: "server.died" } },
    });
    const own = twin("modern");
    own.run.start();
    own.last().resolve({ kind: "error", error: { code: -32602, message: "text is missing" } });
    await own.settled();
    expect(own.run.whole()).toMatchObject({ status: "failed", error: { code: -32602, message: "text is missing" } });
    expect([died.run.isBare, own.run.isBare]).toEqual([true, false]);
  });

  it("shows what its server asks, and goes on when all of it is answered", async () => {
    const { run, rounds, last, settled } = twin("modern");
    run.start();
    const inputRequests = { a: { method: "elicitation/create" }, b: { method: "roots/list" } };
    last().resolve({ kind: "input_required", inputRequests, requestState: "state-1" });
    await settled();
    expect(run.whole()).toMatchObject({ status: "input_required", inputRequests });
    expect(run.isBare).toBe(false);
    run.answer({ a: { action: "accept" }, other: 1 });
    await settled();
    expect(rounds).toHaveLength(1);
    // What is answered is asked no more.
    expect(run.whole().inputRequests).toEqual({ b: inputRequests.b });
    run.answer({ b: { roots: [] } });
    await settled();
    expect(last().params).toEqual({
      name: "notes__add",
      arguments: { text: "milk" },
      requestState: "state-1",
      inputResponses: { a: { action: "accept" }, b: { roots: [] } },
    });
    expect(run.whole()).not.toHaveProperty("inputRequests");
    // Late answers mean nothing.
    expect(run.answer({ a: {} })).toEqual({ kind: "result", result: {} });
  });

  it("gives up the call when its client takes it back, also while it asks", async () => {
    const { run, givenUp, last, settled, rounds } = twin("modern");
    run.start();
    last().resolve({ kind: "input_required", inputRequests: { a: { method: "roots/list" } }, requestState: "state-1" });
    await settled();
    run.cancel();
    run.cancel();
    await settled();
    expect([givenUp, rounds.length, run.state().status]).toEqual([["state-1"], 1, "cancelled"]);
  });

  it("ends when its questions are given up, and lets go of what it held", async () => {
    const { run, last, settled, givenUp } = twin("modern");
    run.start();
    last().resolve({ kind: "input_required", inputRequests: { a: { method: "roots/list" } }, requestState: "state-1" });
    await settled();
    last().background.onGivenUp("Nobody answered in time.");
    await settled();
    expect(run.whole()).toMatchObject({ status: "failed", error: { message: "Nobody answered in time." } });
    run.cancel();
    expect([givenUp, run.call.params, run.isBare]).toEqual([[], {}, true]);
    expect(run.size).toBeGreaterThan(JSON.stringify(run.args).length);
  });

  it("gives up questions that come after the end", async () => {
    const { run, givenUp, last, settled } = twin("modern");
    run.start();
    last().resolve({ kind: "input_required", inputRequests: { a: { method: "roots/list" } }, requestState: "state-1" });
    run.cancel();
    await settled();
    expect([givenUp, run.state().status]).toEqual([["state-1"], "cancelled"]);
  });
});

describe("a task of 2025-11-25 that Core runs", () => {
  const waiting = new AbortController().signal;

  it("has its result waited for, and failed where the tool says so", async () => {
    const { run, last } = twin("legacy");
    run.start();
    const result = run.result(undefined, waiting);
    done(last(), { content: [], isError: true });
    expect(await result).toEqual({ kind: "result", result: { content: [], isError: true } });
    expect(run.state()).toMatchObject({ status: "failed", ttl: 60_000, pollInterval: 1_000 });
    expect(run.whole()).not.toHaveProperty("result");
    expect(run.cancelAsked()).toMatchObject({ kind: "error", error: { code: -32602 } });
  });

  it("asks on the stream of whoever waits, once somebody does, and names the task as its client knows it", async () => {
    const { run, last } = twin("legacy");
    run.start();
    const question = { method: "elicitation/create", params: { message: "Sure?" } };
    const outcome = last().options.ask?.(question, waiting);
    expect(run.state().status).toBe("input_required");
    const asked: unknown[] = [];
    void run.result(async (put): Promise<ServerOutcome> => {
      asked.push(put);
      return { kind: "result", result: { action: "accept" } };
    }, waiting);
    expect(await outcome).toEqual({ kind: "result", result: { action: "accept" } });
    expect(asked).toEqual([
      {
        method: "elicitation/create",
        params: { message: "Sure?", _meta: { "io.modelcontextprotocol/related-task": { taskId: "client-id" } } },
      },
    ]);
    expect(run.state().status).toBe("working");
  });

  it("asks again on the next stream when the first one was left without an answer", async () => {
    const { run, last } = twin("legacy");
    run.start();
    const outcome = last().options.ask?.({ method: "elicitation/create", params: {} }, waiting);
    const leaving = new AbortController();
    let withdrawn: AbortSignal | undefined;
    // Whether it is answered is up to the client, on whatever stream.
    const first = run.result((_question, signal) => {
      withdrawn = signal;
      return new Promise(() => {});
    }, leaving.signal);
    expect(withdrawn?.aborted).toBe(false);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: "request.cancelled" });
    expect(withdrawn?.aborted).toBe(true);
    void run.result(async () => ({ kind: "result", result: { action: "decline" } }), waiting);
    expect(await outcome).toEqual({ kind: "result", result: { action: "decline" } });
  });

  it("goes on asking the one who stays when another one who waits has left", async () => {
    const { run, last } = twin("legacy");
    run.start();
    const asked: string[] = [];
    const asking = (who: string) => async (): Promise<ServerOutcome> => {
      asked.push(who);
      return { kind: "result", result: { action: "accept" } };
    };
    void run.result(asking("stays"), waiting);
    const leaving = new AbortController();
    const left = run.result(asking("leaves"), leaving.signal);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: "request.cancelled" });
    await last().options.ask?.({ method: "roots/list" }, waiting);
    expect(asked).toEqual(["stays"]);
  });

  it("ends whoever waits when it is cancelled", async () => {
    const { run } = twin("legacy");
    run.start();
    const result = run.result(undefined, waiting);
    expect(run.cancelAsked()).toMatchObject({ kind: "result", result: { status: "cancelled" } });
    expect(await result).toMatchObject({ kind: "error", error: { message: "The task was cancelled." } });
    expect(run.isBare).toBe(true);
  });
});
