import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createRequestRate } from "./request-rate.ts";

const limits = { windowMs: 60_000, perAddress: 2, altogether: 4 };
const refusal = expect.objectContaining({ code: "request.rate_limited", retryAfterSeconds: 60 });

test("An address has its share of the window, and another one its own", () => {
  const clock = new TestClock();
  const rate = createRequestRate(clock, limits);
  rate.enter("192.0.2.1");
  rate.enter("192.0.2.1");
  expect(() => rate.enter("192.0.2.1")).toThrow(refusal);
  rate.enter("192.0.2.2");
  clock.advance(60_000);
  rate.enter("192.0.2.1");
});

test("All addresses of one IPv6 network share a budget, however short they are written", () => {
  const rate = createRequestRate(new TestClock(), limits);
  rate.enter("2001:db8::1");
  rate.enter("2001:db8::2:0:0:1");
  expect(() => rate.enter("2001:db8:0:0:ffff::9")).toThrow(refusal);
  rate.enter("2001:db8:0:1::1");
});

test("Many addresses together have a share too, and requests without one count as one address", () => {
  const rate = createRequestRate(new TestClock(), limits);
  rate.enter(null);
  rate.enter(null);
  expect(() => rate.enter(null)).toThrow(refusal);
  rate.enter("192.0.2.1");
  rate.enter("192.0.2.2");
  expect(() => rate.enter("192.0.2.3")).toThrow(refusal);
});
