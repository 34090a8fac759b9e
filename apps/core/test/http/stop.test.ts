import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import { createTestCore } from "../create-test-core.ts";

/** Opens an event stream; `ended` resolves when it is over. */
async function openStream(url: string, headers: Record<string, string>): Promise<{ ended: Promise<unknown> }> {
  const call = request(url, { headers }).end();
  const [response] = (await once(call, "response")) as [NodeJS.ReadableStream];
  await once(response, "data");
  return { ended: new Promise((resolve) => response.once("close", resolve).once("error", resolve)) };
}

test("stopping finishes what is under way, waits for no event stream and nobody who went away, and then takes no more requests", async () => {
  const running = await createTestCore();
  const { token } = await running.setUp();
  const authorization = `Bearer ${token}`;
  const headers = { authorization, "content-type": "application/json", "content-length": "100000" };
  const brokenOff = request(`${running.url}/trpc/gateway.callTool`, { method: "POST", headers }).on("error", () => {});
  brokenOff.write("{");
  const ends = await Promise.all([
    openStream(`${running.url}/trpc/events.changes`, { authorization }),
    openStream(`${running.url}/trpc/events.changes`, { authorization, accept: "text/event-stream" }),
  ]);
  brokenOff.destroy();
  // Hashing the password takes a while: this request is under way when the stop begins.
  const slow = fetch(`${running.url}/trpc/consoleSessions.signIn`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ghost@example.com", password: "some password" }),
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  const startedAt = performance.now();
  await running.stop();
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  expect((await slow).status).toBe(401);
  await Promise.all(ends.map(({ ended }) => ended));
  await expect(fetch(`${running.url}/live`)).rejects.toThrow();
});
