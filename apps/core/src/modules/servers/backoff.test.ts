import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { createBackoff } from "./backoff.ts";

const LIMITS = { firstBackoffMs: 2_000, maxBackoffMs: 60_000, maxRetryMs: 60_000 };

test("a request that comes while Core waits is not told that it may have been carried out", () => {
  const backoff = createBackoff(new TestClock(), LIMITS, () => 0);
  const lost = new CoreError("server.died", "It has ended. What it was asked for may have been done.");
  backoff.failed(lost, true);
  expect(backoff.refusal()).toBeNull();
  backoff.failed(lost, true);
  expect(backoff.refusal()).toMatchObject({
    code: "server.unreachable",
    message: "The connection to the server was lost, and nothing was sent. Core tries again in 4 s.",
  });
});

test("but why the server cannot be reached", () => {
  const backoff = createBackoff(new TestClock(), LIMITS, () => 0);
  backoff.failed(new CoreError("server.start_failed", "It has ended at its start."), false);
  expect(backoff.refusal()).toMatchObject({
    code: "server.start_failed",
    message: "It has ended at its start. Core tries again in 2 s.",
    retryAfterSeconds: 2,
  });
});

test("and where a person has to sign in, nothing is promised", () => {
  const backoff = createBackoff(new TestClock(), LIMITS, () => 0);
  backoff.failed(new CoreError("server.sign_in_required", "Sign in."), false);
  expect(backoff.refusal()).toMatchObject({ message: "Sign in.", retryAfterSeconds: undefined });
});
