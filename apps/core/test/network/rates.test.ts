import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createApi, refusal } from "../create-test-core.ts";
import { createNetworkWorld, type NetworkWorld } from "./create-network-world.ts";

const HERE = "127.0.0.1";

let world: NetworkWorld;
beforeAll(async () => {
  world = await createNetworkWorld();
});
afterAll(() => world.running.stop());

/** A new agent with a rate of its own, so that tests do not meet each other's counts. */
async function agent(principalId: string, ratePerMinute: number | null): Promise<string> {
  await world.owner.principals.add.mutate({ principalId, kind: "agent" });
  await world.owner.network.setPrincipalLimit.mutate({ principalId, ratePerMinute });
  return (await world.owner.tokens.create.mutate({ principalId })).token;
}

const trpc = (token: string, path = "consoleSessions.me") =>
  fetch(`${world.running.url}/trpc/${path}`, { headers: { authorization: `Bearer ${token}` } });

test("answers of /mcp say what the limit is and what is left of it", async () => {
  const token = await agent("teller", 3);
  const answers = [await world.post(HERE, token), await world.post(HERE, token)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ headers }) => [headers["ratelimit-limit"], headers["ratelimit-remaining"]])).toEqual([
    ["3", "2"],
    ["3", "1"],
  ]);
  const { headers } = answers[1] ?? {};
  expect(Number(headers?.["ratelimit-reset"])).toBeLessThanOrEqual(61);
  // Their older forms come with refusals only: each header costs every call.
  expect(Object.keys(headers ?? {}).filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
});

test("one request too many on /mcp is 429 with Retry-After and a JSON-RPC body, and on record", async () => {
  const token = await agent("greedy", 2);
  await world.post(HERE, token);
  await world.post(HERE, token);
  const { status, headers, body } = await world.post(HERE, token);
  expect(status).toBe(429);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  expect(Number(headers["retry-after"])).toBeLessThanOrEqual(61);
  expect(headers).toMatchObject({ "ratelimit-limit": "2", "ratelimit-remaining": "0" });
  expect(headers["ratelimit-reset"]).toBe(headers["retry-after"]);
  expect(headers).toMatchObject({ "x-ratelimit-limit": "2", "x-ratelimit-remaining": "0" });
  expect(Date.parse(String(headers["x-ratelimit-reset"]))).toBeGreaterThan(Date.now());
  expect(body).toMatchObject({
    jsonrpc: "2.0",
    id: null,
    error: { code: -32000, data: { code: "request.rate_limited" } },
  });
  expect(body.error?.message).toMatch(/"greedy" may send 2 requests a minute/);
  // A refusal at the door does not wait for its record.
  await vi.waitFor(async () => {
    const { rows } = await world.owner.audit.list.query({ principalId: "greedy", action: "admit" });
    expect(rows).toMatchObject([{ outcome: "denied", errorCode: "request.rate_limited", channel: "mcp" }]);
  });
});

test("one request too many on /trpc is 429 with Retry-After and the code", async () => {
  const token = await agent("caller", 2);
  const first = await trpc(token);
  expect([first.status, first.headers.get("ratelimit-limit"), first.headers.get("ratelimit-remaining")]).toEqual([
    200,
    "2",
    "1",
  ]);
  await trpc(token);
  const refused = await trpc(token);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ error: { data: { peta: { code: "request.rate_limited" } } } });
});

test("a batch on /trpc counts as the calls that it holds, however the comma is written", async () => {
  for (const [name, comma] of [
    ["batcher", ","],
    ["encoder", "%2C"],
  ] as const) {
    const token = await agent(name, 5);
    const batch = ["consoleSessions.me", "consoleSessions.me", "consoleSessions.me"].join(comma);
    const first = await trpc(token, `${batch}?batch=1`);
    expect([first.status, first.headers.get("ratelimit-remaining")]).toEqual([200, "2"]);
    expect((await trpc(token, `${batch}?batch=1`)).status).toBe(429);
  }
});

test("an agent cannot double its rate by using both wires", async () => {
  const token = await agent("both", 2);
  expect([(await world.post(HERE, token)).status, (await trpc(token)).status, (await trpc(token)).status]).toEqual([
    200, 200, 429,
  ]);
});

test("whoever has no rate of their own has the workspace's: 6000 until somebody says otherwise, none with null", async () => {
  const token = await agent("plain", null);
  expect(await world.owner.network.limits.query()).toEqual({
    principalRatePerMinute: 6000,
    workspaceRatePerMinute: null,
  });
  expect((await world.post(HERE, token)).headers["ratelimit-limit"]).toBe("6000");
  await world.owner.network.setLimits.mutate({ principalRatePerMinute: null, workspaceRatePerMinute: null });
  const { headers } = await world.post(HERE, token);
  expect(Object.keys(headers).filter((name) => name.includes("ratelimit"))).toEqual([]);
  await world.owner.network.setLimits.mutate({ principalRatePerMinute: 6000, workspaceRatePerMinute: null });
});

test("the workspace's limit stops everybody but administrators at their pages", async () => {
  const token = await agent("crowd", null);
  await world.owner.network.setLimits.mutate({ principalRatePerMinute: null, workspaceRatePerMinute: 1 });
  const statuses = [await world.post(HERE, token), await world.post(HERE, token)].map(({ status }) => status);
  expect(statuses).toContain(429);
  expect((await world.owner.network.limits.query()).workspaceRatePerMinute).toBe(1);
  await world.owner.network.setLimits.mutate({ principalRatePerMinute: 6000, workspaceRatePerMinute: null });
  expect((await world.post(HERE, token)).status).toBe(200);
});

test("a principal's limit shows in the list of principals; an admin limits no owner (A61)", async () => {
  await agent("listed", 77);
  const listed = await world.owner.principals.list.query();
  expect(listed.find(({ principalId }) => principalId === "listed")?.ratePerMinute).toBe(77);
  expect(listed.find(({ principalId }) => principalId === "olga.owner")?.ratePerMinute).toBeNull();
  await world.owner.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
  const admin = createApi(world.running.url, (await world.owner.tokens.create.mutate({ principalId: "adam" })).token);
  expect(await refusal(admin.network.setPrincipalLimit.mutate({ principalId: "olga.owner", ratePerMinute: 1 }))).toBe(
    "auth.forbidden",
  );
  await admin.network.setPrincipalLimit.mutate({ principalId: "bot", ratePerMinute: 10 });
  expect(await refusal(admin.network.setPrincipalLimit.mutate({ principalId: "nobody", ratePerMinute: 1 }))).toBe(
    "principal.not_found",
  );
  expect(await refusal(admin.network.setPrincipalLimit.mutate({ principalId: "bot", ratePerMinute: 0 }))).toBe(
    "input.invalid",
  );
});
