import { afterEach, expect, test } from "vitest";
import { createHarness, type Harness, type HarnessOptions } from "./create-harness.ts";
import { legacyHeaders, openSession, openStream } from "./raw-client.ts";

const HOUR = 60 * 60_000;

let harness: Harness;
afterEach(() => harness.close());

async function streamOf(options: HarnessOptions = {}) {
  harness = await createHarness(options);
  const token = harness.issue("claude");
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, {
    headers: { ...legacyHeaders(token, session), accept: "text/event-stream" },
  });
  expect(stream.status).toBe(200);
  return stream;
}

test("A7: a stream ends when its opaque token's time is over", async () => {
  let expiresAt = 0;
  const toCredential: HarnessOptions["toCredential"] = (_token, { tokenId, tokenHash }) => ({
    kind: "token",
    tokenId,
    tokenHash,
    expiresAt: (expiresAt ||= harness.clock.now() + HOUR),
  });
  const stream = await streamOf({ toCredential });
  const ended = stream.next();
  harness.clock.advance(HOUR + 60_000);
  expect(await ended).toBeUndefined();
});

test("A7: and when its principal's time is over", async () => {
  harness = await createHarness();
  harness.updatePrincipal("claude", { expiresAt: harness.clock.now() + HOUR });
  const token = harness.issue("claude");
  const session = await openSession(harness.url, token);
  const stream = await openStream(harness.url, {
    headers: { ...legacyHeaders(token, session), accept: "text/event-stream" },
  });
  const ended = stream.next();
  harness.clock.advance(HOUR + 60_000);
  expect(await ended).toBeUndefined();
});
