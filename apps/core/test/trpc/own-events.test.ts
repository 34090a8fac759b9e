import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createTestCore, type TestCore } from "../create-test-core.ts";

let running: TestCore;
let owner: Api;
let umaToken: string;
let ownerToken: string;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner, token: ownerToken } = await running.setUp());
  await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "uma" });
  await owner.principals.add.mutate({ principalId: "stranger", kind: "agent" });
  umaToken = (await owner.tokens.create.mutate({ principalId: "uma" })).token;
});
afterAll(() => running.stop());

/** Reads the event stream as its browser does; `topics` grows while it is open. */
async function listen(token: string): Promise<{ topics: string[]; close: () => void }> {
  const stop = new AbortController();
  const response = await fetch(`${running.url}/trpc/events.changes`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    signal: stop.signal,
  });
  const topics: string[] = [];
  let isConnected = (): void => {};
  const connected = new Promise<void>((resolve) => (isConnected = resolve));
  void (async () => {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (text.includes("event: connected")) isConnected();
      topics.splice(0, topics.length, ...[...text.matchAll(/"topic":"(\w+)"/g)].map((match) => match[1] ?? ""));
    }
  })().catch(() => {});
  await connected;
  return { topics, close: () => stop.abort() };
}

const until = (holds: () => boolean) => expect.poll(holds, { timeout: 3_000, interval: 20 }).toBe(true);

test("A24: a user hears of their own agents and not of anybody else's, administrators hear of all", async () => {
  const [uma, olga] = await Promise.all([listen(umaToken), listen(ownerToken)]);
  try {
    await owner.principals.update.mutate({ principalId: "stranger", displayName: "Somebody else's" });
    await until(() => olga.topics.includes("principals"));
    await owner.principals.update.mutate({ principalId: "bot", displayName: "Uma's bot" });
    await until(() => uma.topics.includes("principals"));
    // One of the two changes, and none of the audit records that administrators hear of.
    expect(uma.topics).toEqual(["principals"]);
    expect(olga.topics).toEqual(expect.arrayContaining(["principals", "audit"]));
  } finally {
    uma.close();
    olga.close();
  }
});
