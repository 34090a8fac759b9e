import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi, createTestCore, type TestCore } from "../create-test-core.ts";

let running: TestCore;
let owner: Api;
let user: Api;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  user = createApi(running.url, (await owner.tokens.create.mutate({ principalId: "uma" })).token);
});
afterAll(() => running.stop());

test("A45: who may not register a server is refused before a process starts, with one record and without the secret", async () => {
  const launch = {
    transport: "stdio" as const,
    command: "node",
    args: ["-e", "0"],
    env: { API_KEY: "canary-of-the-refusal" },
  };
  await expect(user.servers.add.mutate({ serverId: "mine", launch })).rejects.toMatchObject({
    data: { peta: { code: "auth.forbidden" } },
  });
  // The record is on its way when the refusal arrives; the next durable one is behind it.
  await owner.tokens.create.mutate({ principalId: "uma" });
  const { rows } = await owner.audit.list.query({ principalId: "uma" });
  expect(rows).toMatchObject([
    { action: "servers.add", outcome: "denied", principalId: "uma", errorCode: "auth.forbidden" },
  ]);
  const detail = await owner.audit.get.query({ auditId: rows[0]?.auditId ?? "" });
  expect(JSON.stringify([rows, detail]) + running.logged()).not.toContain("canary-of-the-refusal");
  expect(await owner.servers.list.query()).toEqual([]);
});

test("an answer that is not about rights leaves no refusal behind", async () => {
  const before = (await owner.audit.list.query({ outcome: "denied" })).rows.length;
  await expect(owner.servers.get.query({ serverId: "nothing" })).rejects.toThrow();
  await expect(createApi(running.url).servers.list.query()).rejects.toThrow();
  await owner.tokens.create.mutate({ principalId: "uma" });
  expect((await owner.audit.list.query({ outcome: "denied" })).rows).toHaveLength(before);
});
