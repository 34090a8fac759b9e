import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { createBackoff } from "./backoff.ts";
import { createRequestSlots } from "./request-slots.ts";

const never = new AbortController().signal;

test("slots are given in order, and a request beyond the queue is refused", async () => {
  const slots = createRequestSlots({ maxConcurrentRequests: 1, maxQueuedRequests: 2 });
  expect(slots.tryTake()).toBe(true);
  expect(slots.tryTake()).toBe(false);
  const order: string[] = [];
  const first = slots.take(never).then(() => order.push("first"));
  const second = slots.take(never).then(() => order.push("second"));
  expect(() => slots.take(never)).toThrow(expect.objectContaining({ code: "server.busy", retryAfterSeconds: 1 }));
  slots.release();
  await first;
  expect(slots.tryTake()).toBe(false);
  slots.release();
  await second;
  slots.release();
  expect(order).toEqual(["first", "second"]);
  expect(slots.taken).toBe(0);
});

test("a limit that changes holds for those who wait, too", async () => {
  const limits = { maxConcurrentRequests: 1, maxQueuedRequests: 4 };
  const slots = createRequestSlots(limits);
  slots.tryTake();
  const order: number[] = [];
  for (let nth = 1; nth <= 3; nth++) void slots.take(never).then(() => order.push(nth));
  limits.maxConcurrentRequests = 2;
  slots.release();
  await Promise.resolve();
  expect([order, slots.taken]).toEqual([[1, 2], 2]);
  limits.maxConcurrentRequests = 1;
  slots.release();
  await Promise.resolve();
  expect([order, slots.taken]).toEqual([[1, 2], 1]);
});

test("who gives up leaves the queue and takes no slot", async () => {
  const slots = createRequestSlots({ maxConcurrentRequests: 1, maxQueuedRequests: 1 });
  slots.tryTake();
  const abort = new AbortController();
  const waiting = slots.take(abort.signal);
  const reason = new CoreError("request.cancelled", "x");
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(slots.take(abort.signal)).rejects.toBe(reason);
  slots.release();
  expect(slots.tryTake()).toBe(true);
});

test("the pause doubles with every failure up to its maximum, and a lost connection gets one try at once", () => {
  const clock = new TestClock();
  const backoff = createBackoff(clock, { firstBackoffMs: 1_000, maxBackoffMs: 5_000, maxRetryMs: 60_000 }, () => 0);
  const cause = new CoreError("server.start_failed", "It does not start.");
  expect(backoff.refusal()).toBeNull();
  backoff.failed(cause, true);
  expect(backoff.refusal()).toBeNull();
  for (const expected of [2_000, 4_000, 5_000, 5_000]) {
    backoff.failed(cause, false);
    expect(backoff.remainingMs()).toBe(expected);
    expect(backoff.refusal()).toMatchObject({ code: "server.start_failed", retryAfterSeconds: expected / 1_000 });
    clock.advance(expected);
    expect(backoff.refusal()).toBeNull();
  }
  backoff.reset();
  backoff.failed(cause, false);
  expect(backoff.remainingMs()).toBe(1_000);
});
