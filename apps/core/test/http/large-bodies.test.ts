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

/** Sends most of a body of four megabytes and leaves it unfinished; what is answered before that counts. */
function begin(path: string, bearer: string): { sent: ClientRequest; status: Promise<number | null> } {
  const sent = request(`${running.url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${bearer}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "content-length": String(4 * MIB),
    },
  });
  const status = new Promise<number | null>((resolve) => {
    sent.on("response", (response) => resolve(response.statusCode ?? 0)).on("error", () => resolve(0));
    setTimeout(() => resolve(null), 1_500);
  });
  sent.write(Buffer.alloc(4 * MIB - 1, 32));
  return { sent, status };
}

test.each(["/mcp", "/trpc/gateway.callTool"])(
  "A34: %s: bodies that one token leaves unfinished are bounded, and hold up nobody else",
  async (path) => {
    const begun = Array.from({ length: 24 }, () => begin(path, token));
    const statuses = await Promise.all(begun.map(({ status }) => status));
    expect(statuses.filter((status) => status === null).length).toBeLessThanOrEqual(16);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(8);
    const other = begin(path, otherToken);
    expect(await other.status).toBeNull();
    for (const { sent } of [...begun, other]) sent.destroy();
    // What was let go of makes room.
    const isThereRoom = async (): Promise<boolean> => {
      const again = begin(path, token);
      const status = await again.status;
      again.sent.destroy();
      return status === null;
    };
    await expect.poll(isThereRoom, { timeout: 10_000 }).toBe(true);
  },
);
