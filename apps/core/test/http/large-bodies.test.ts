import { type ClientRequest, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestCore, type TestCore } from "../create-test-core.ts";

const MIB = 1024 * 1024;

let running: TestCore;
let token: string;
let otherToken: string;
beforeAll(async () => {
  running = await createTestCore();
  const { api } = await running.setUp();
  for (const principalId of ["one", "two"]) await api.principals.add.mutate({ principalId, kind: "person" });
  token = (await api.tokens.create.mutate({ principalId: "one" })).token;
  otherToken = (await api.tokens.create.mutate({ principalId: "two" })).token;
});
afterAll(() => running.stop());

interface Begun {
  sent: ClientRequest;
  /** Null while nothing is answered; 0 when the connection ended without an answer. */
  status: number | null;
}

/** Sends all but the last byte of a body of four megabytes; what is answered before that counts. */
function begin(path: string, bearer: string): Begun {
  const sent = request(`${running.url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${bearer}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "content-length": String(4 * MIB),
    },
  });
  const begun: Begun = { sent, status: null };
  sent.on("response", (response) => {
    begun.status = response.statusCode ?? 0;
    response.resume();
  });
  sent.on("error", () => (begun.status ??= 0));
  sent.write(Buffer.alloc(4 * MIB - 1, 32));
  return begun;
}

/** The answer to such a body that is sent to its end: 429 where there is no room for it. */
async function send(path: string, bearer: string): Promise<number | null> {
  const begun = begin(path, bearer);
  begun.sent.end(" ");
  await expect.poll(() => begun.status, { timeout: 20_000 }).not.toBeNull();
  return begun.status;
}

test.each(["/mcp", "/trpc/gateway.callTool"])(
  "A34: %s: bodies that one token leaves unfinished are bounded, and hold up nobody else",
  async (path) => {
    const begun = Array.from({ length: 24 }, () => begin(path, token));
    const count = (status: number | null): number => begun.filter((one) => one.status === status).length;
    await expect.poll(() => count(429), { timeout: 20_000 }).toBeGreaterThanOrEqual(8);
    expect(count(null)).toBeLessThanOrEqual(16);
    // Blanks are no JSON.
    expect(await send(path, otherToken)).toBe(400);
    for (const { sent } of begun) sent.destroy();
    // What was let go of makes room.
    await expect.poll(() => send(path, token), { timeout: 20_000 }).toBe(400);
  },
);
