import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createTestCore, OWNER, signIn, type TestCore } from "../create-test-core.ts";

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
    await until(() => olga.topics.includes("audit"));
  } finally {
    uma.close();
    olga.close();
  }
});

test("A35: one principal holds so many streams and no more; one that ends makes room", async () => {
  const open = await Promise.all(Array.from({ length: 64 }, () => listen(umaToken)));
  const isRefused = async (): Promise<boolean> => {
    const response = await fetch(`${running.url}/trpc/events.changes`, {
      headers: { authorization: `Bearer ${umaToken}`, accept: "text/event-stream" },
    });
    const reader = response.body?.getReader();
    let text = "";
    // What is said first is that the stream is there; a refusal ends it, anything else waits for a change.
    for (let at = 0; at < 2 && !text.includes("session.limit"); at++) {
      const read = await Promise.race([
        reader?.read(),
        new Promise<undefined>((done) => setTimeout(() => done(undefined), 200)),
      ]);
      text += read?.value ? Buffer.from(read.value).toString("utf8") : "";
    }
    await reader?.cancel();
    return text.includes("session.limit");
  };
  expect(await isRefused()).toBe(true);
  open[0]?.close();
  await expect.poll(isRefused).toBe(false);
  for (const { close } of open) close();
});

test("A7: a stream ends when its browser session ends, elsewhere too", async () => {
  const cookie = await signIn(running.url, OWNER.email, OWNER.password);
  const response = await fetch(`${running.url}/trpc/events.changes`, {
    headers: { cookie, accept: "text/event-stream" },
  });
  const reader = response.body?.getReader();
  await reader?.read();
  const sessions = await owner.consoleSessions.list.query();
  for (const { sessionRef } of sessions) await owner.consoleSessions.revoke.mutate({ sessionRef });
  const readToTheEnd = async (): Promise<boolean> => {
    while (!(await reader?.read())?.done);
    return true;
  };
  expect(await Promise.race([readToTheEnd(), new Promise((resolve) => setTimeout(resolve, 2_000, false))])).toBe(true);
});
