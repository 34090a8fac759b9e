import { adminWire } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestCore } from "../create-test-core.ts";
import { createWire, sendAdmin, type Wire } from "./admin-kit.ts";

const { ADMIN_ACTION } = adminWire;
let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
});
afterAll(() => wire.running.stop());

const BAD_REQUEST = { success: false, error: { code: 1001, message: expect.any(String) } };
const AT_THE_DOOR = { success: false, message: expect.any(String), timestamp: expect.any(Number) };

describe("the envelope", () => {
  test.each([
    ["an action as text", { action: "1011" }],
    ["an action's name", { action: "GET_USERS" }],
    ["no action", { data: {} }],
    ["action 0", { action: 0 }],
    ["action null", { action: null }],
    ["the action that does not exist, 3001", { action: 3001 }],
    ["data that is no object", { action: 1011, data: [] }],
    ["no JSON", "{action: 1011}"],
    ["an empty body", ""],
    ["a list", "[]"],
    ["a key twice (A30)", '{"action":1011,"action":1015}'],
    ["a prototype key (A30)", '{"action":1011,"data":{"__proto__":{"role":1}}}'],
  ])("%s is 400 with number 1001", async (_what, body) => {
    expect(await wire.send(wire.owner, body)).toMatchObject({ status: 400, body: BAD_REQUEST });
  });

  test("data that is null or missing reads as nothing", async () => {
    for (const body of [{ action: 1015 }, { action: 1015, data: null }, { action: 1015, data: {} }])
      expect(await wire.send(wire.owner, body)).toMatchObject({
        status: 200,
        body: { success: true, data: { count: 3 } },
      });
  });

  test("what an action needs and does not get is 500 with number 1001, and names the field", async () => {
    const { status, body } = await wire.ask(wire.owner, "DISABLE_USER");
    expect({ status, body }).toMatchObject({ status: 500, body: BAD_REQUEST });
    expect(JSON.stringify(body)).toContain("data.targetId");
  });

  test("the content type does not matter, forms are no JSON", async () => {
    const json = JSON.stringify({ action: ADMIN_ACTION.COUNT_USERS });
    expect((await wire.send(wire.owner, json, { "content-type": "text/plain" })).status).toBe(200);
    const form = await wire.send(wire.owner, "action=1015", { "content-type": "application/x-www-form-urlencoded" });
    expect(form).toMatchObject({ status: 400, body: BAD_REQUEST });
  });

  test("a body of 15 MiB and more is 413, in the envelope", async () => {
    const big = JSON.stringify({ action: 1015, data: { padding: "x".repeat(15 * 1024 * 1024) } });
    expect(await wire.send(wire.owner, big)).toMatchObject({ status: 413, body: BAD_REQUEST });
    const fits = JSON.stringify({ action: 1015, data: { padding: "x".repeat(2 * 1024 * 1024) } });
    expect((await wire.send(wire.owner, fits)).status).toBe(200);
  });

  test("answers carry the limit that applied, and what is above it is 429 at the door", async () => {
    // Whoever governs a workspace keeps a budget on these wires, however little their own agents may send.
    await wire.api.network.setPrincipalLimit.mutate({ principalId: "abe", ratePerMinute: 5 });
    const { headers } = await wire.ask(wire.admin, "COUNT_USERS");
    const limit = Number(headers.get("ratelimit-limit"));
    expect(limit).toBeGreaterThan(0);
    for (let sent = 0; sent < limit; sent += 50)
      await Promise.all(Array.from({ length: 50 }, () => wire.ask(wire.admin, "COUNT_USERS")));
    const refused = await wire.ask(wire.admin, "COUNT_USERS");
    expect(refused).toMatchObject({ status: 429, body: AT_THE_DOOR });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    wire.admin = (await wire.api.tokens.create.mutate({ principalId: await otherAdmin() })).token;
  });

  const otherAdmin = async (): Promise<string> => {
    await wire.api.principals.add.mutate({ principalId: "ada", kind: "person", role: "admin" });
    return "ada";
  };
});

describe("the authentication layer", () => {
  const withHeader = (authorization: string) =>
    sendAdmin(wire.running.url, null, { action: ADMIN_ACTION.COUNT_USERS }, { authorization });

  test.each([
    ["another case of the scheme", () => `bearer ${wire.owner}`],
    ["two blanks", () => `Bearer  ${wire.owner}`],
    ["no token", () => "Bearer "],
    ["another scheme", () => `Basic ${wire.owner}`],
    ["an unknown token (A2)", () => "Bearer peta_nobody"],
    ["an unsigned JWT (A2)", () => "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."],
  ])("%s is 401 without a number", async (_what, header) => {
    const { status, body } = await withHeader(header());
    expect({ status, body }).toMatchObject({ status: 401, body: AT_THE_DOOR });
    expect(body).not.toHaveProperty("error");
  });

  test("a header that is there must be good, on public actions too", async () => {
    for (const action of [ADMIN_ACTION.GET_OWNER, ADMIN_ACTION.GET_PROXY])
      expect(await sendAdmin(wire.running.url, "peta_nobody", { action })).toMatchObject({ status: 401 });
  });

  test("a token in the URL is refused (A6)", async () => {
    const response = await fetch(`${wire.running.url}/admin?token=${wire.owner}`, {
      method: "POST",
      body: '{"action":1016}',
    });
    expect(response.status).toBe(401);
  });

  test("who is no administrator is 403, whatever they ask for, and it is on record (A61)", async () => {
    expect(await wire.ask(wire.user, "COUNT_USERS")).toMatchObject({ status: 403, body: AT_THE_DOOR });
    expect(await wire.ask(wire.user, "GET_OWNER")).toMatchObject({ status: 403 });
    const { rows } = await wire.api.audit.list.query({ principalId: "uma", action: "admin" });
    expect(rows[0]).toMatchObject({ outcome: "denied", errorCode: "auth.forbidden", channel: "api" });
  });

  test("without a header everything but the public actions is 401, before the body is looked at", async () => {
    expect(await wire.ask(null, "GET_USERS")).toMatchObject({ status: 401, body: AT_THE_DOOR });
    expect(await wire.send(null, { action: "1011" })).toMatchObject({ status: 401, body: AT_THE_DOOR });
    expect(await wire.send(null, "nonsense")).toMatchObject({ status: 401, body: AT_THE_DOOR });
    for (const role of [undefined, 0, 2, 3])
      expect(await wire.ask(null, "CREATE_USER", { userId: "x", role })).toMatchObject({ status: 401 });
  });

  test("without a header a body is short", async () => {
    const body = JSON.stringify({ action: 1016, data: { padding: "x".repeat(70_000) } });
    expect(await wire.send(null, body)).toMatchObject({ status: 413, body: BAD_REQUEST });
  });

  test("a disabled administrator is 401 at once (A7)", async () => {
    await wire.api.principals.add.mutate({ principalId: "bob", kind: "person", role: "admin" });
    const { token } = await wire.api.tokens.create.mutate({ principalId: "bob" });
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(200);
    await wire.api.principals.update.mutate({ principalId: "bob", status: "disabled" });
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(401);
  });

  test("an Admin who asks for what is the Owner's alone gets 500 with number 1003, before the data is looked at", async () => {
    expect(await wire.refusal(wire.admin, "CREATE_SERVER")).toBe("500 1003");
    expect(await wire.refusal(wire.admin, "START_SERVER", {})).toBe("500 1003");
    const { rows } = await wire.api.audit.list.query({ principalId: "ada", action: "admin/CREATE_SERVER" });
    expect(rows[0]).toMatchObject({ outcome: "denied", errorCode: "auth.forbidden" });
  });

  test("a page of another site and another host's name are refused (A48)", async () => {
    const foreign = await wire.send(wire.owner, { action: 1015 }, { origin: "https://evil.example" });
    expect(foreign).toMatchObject({ status: 403, body: AT_THE_DOOR });
  });

  test("an address that may not come is 403, with and without a token", async () => {
    await wire.api.network.addRule.mutate({ range: "192.0.2.0/24", lockMeOut: true });
    expect(await wire.ask(wire.owner, "COUNT_USERS")).toMatchObject({ status: 403, body: AT_THE_DOOR });
    expect(await wire.ask(null, "GET_PROXY")).toMatchObject({ status: 403 });
  });
});

describe("before the set-up", () => {
  test("strangers may ask a few hundred times a minute, then they wait", async () => {
    const empty = await createTestCore();
    try {
      const ask = () => sendAdmin(empty.url, null, { action: ADMIN_ACTION.GET_PROXY });
      const statuses = new Set<number>();
      for (let sent = 0; sent < 300; sent += 50)
        for (const { status } of await Promise.all(Array.from({ length: 50 }, ask))) statuses.add(status);
      expect([...statuses]).toEqual([200]);
      const refused = await ask();
      expect(refused).toMatchObject({ status: 429, body: AT_THE_DOOR });
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    } finally {
      await empty.stop();
    }
  });

  test("the proxy is null, there is no owner, and everything else wants a token", async () => {
    const empty = await createTestCore();
    try {
      const ask = (action: number, data: unknown = {}) => sendAdmin(empty.url, null, { action, data });
      expect(await ask(ADMIN_ACTION.GET_PROXY)).toMatchObject({ status: 200, body: { data: { proxy: null } } });
      expect(await ask(ADMIN_ACTION.GET_OWNER)).toMatchObject({ status: 500, body: { error: { code: 2001 } } });
      expect(await ask(ADMIN_ACTION.CREATE_PROXY, { name: "x", proxyKey: "k" })).toMatchObject({
        body: { error: { code: 1003 } },
      });
      expect(await ask(ADMIN_ACTION.GET_USERS)).toMatchObject({ status: 401 });
    } finally {
      await empty.stop();
    }
  });
});
