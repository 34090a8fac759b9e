import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWire, type Wire } from "./admin-kit.ts";

let wire: Wire;
let receiver: Server;
let url: string;
let answerWith = 200;
const received: { count: number; timestamp: number; logs: Row[] }[] = [];
type Row = Record<string, unknown> & { id: number; action: number };

beforeAll(async () => {
  wire = await createWire();
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (answerWith === 200) received.push(JSON.parse(body) as (typeof received)[number]);
      response.writeHead(answerWith, { location: "http://127.0.0.1:1/" }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?key=canary-of-the-webhook`;
});
afterAll(async () => {
  receiver.close();
  await wire.running.stop();
});

const proxy = async (token: string | null = wire.owner) =>
  (await wire.data(token, "GET_PROXY")).proxy as Record<string, unknown> & { id: number; proxyKey: string };
const logs = async (data: object = {}) => (await wire.data(wire.owner, "GET_LOGS", data)).logs as Row[];
/** Rows that are younger than a second may not be all there yet, and are not shown. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1_200));

describe("the proxy record", () => {
  test("is there from the set-up on, the same for everybody, trimmed without a token", async () => {
    const full = await proxy();
    expect(full).toMatchObject({
      name: "Main",
      logWebhookUrl: null,
      lastSyncedLogId: 0,
      startPort: expect.any(Number),
    });
    expect(full.proxyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(await proxy(null)).sort()).toEqual(["addtime", "id", "name", "proxyKey", "startPort"]);
    const all = await Promise.all(Array.from({ length: 10 }, () => proxy(null)));
    expect(new Set(all.map(({ id, proxyKey }) => `${id} ${proxyKey}`)).size).toBe(1);
  });

  test("there is one: creating another is 5002", async () => {
    const another = { name: "Another", proxyKey: "k" };
    expect(await wire.refusal(wire.owner, "CREATE_PROXY", another)).toBe("500 5002");
    expect(await wire.refusal(null, "CREATE_PROXY", another)).toBe("500 5002");
  });

  test("is renamed by its number; another number is 5001", async () => {
    const { id } = await proxy();
    expect((await wire.data(wire.admin, "UPDATE_PROXY", { proxyId: id, name: "Head office" })).proxy).toMatchObject({
      name: "Head office",
    });
    expect((await proxy(null)).name).toBe("Head office");
    expect(await wire.refusal(wire.admin, "UPDATE_PROXY", { proxyId: id + 1, name: "x" })).toBe("500 5001");
    expect(await wire.refusal(wire.admin, "UPDATE_PROXY", { proxyId: id, name: " " })).toBe("500 1001");
  });
});

describe("GET_LOGS", () => {
  test("pages from the oldest on without a gap and without a row twice", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => wire.ask(wire.owner, "CREATE_USER", { userId: `u${i}` })));
    await settled();
    const whole = await logs();
    expect(whole.length).toBeGreaterThan(20);
    expect(whole.map(({ id }) => id)).toEqual([...new Set(whole.map(({ id }) => id))].toSorted((a, b) => a - b));
    const paged: Row[] = [];
    for (let id = 0; ; ) {
      const page = await logs({ id, limit: 7 });
      paged.push(...page);
      if (page.length < 7) break;
      id = (page.at(-1)?.id ?? 0) + 1;
    }
    expect(paged.slice(0, whole.length)).toEqual(whole);
  });

  test("says who did what from where, by the numbers and ids of this wire", async () => {
    const users = (await wire.data(wire.owner, "GET_USERS", { role: 1 })).users as { userId: string }[];
    const created = (await logs()).find(({ action }) => action === 5001 && true);
    expect(created).toMatchObject({ userid: users[0]?.userId, ip: "127.0.0.1", statusCode: 200, error: "" });
    expect(JSON.parse(String(created?.requestParams))).toMatchObject({
      action: "principal.add",
      outcome: "allowed",
      userId: expect.any(String),
    });
  });

  test("numbers that make no sense fall back, and the answer says what was meant (contract 6.10)", async () => {
    const ask = async (data: object) => {
      const { startId, limit } = await wire.data(wire.owner, "GET_LOGS", data);
      return [startId, limit];
    };
    expect(await ask({})).toEqual([1, 1000]);
    expect(await ask({ id: 0 })).toEqual([1, 1000]);
    expect(await ask({ id: "12", limit: "3" })).toEqual([12, 3]);
    expect(await ask({ id: -4, limit: 0 })).toEqual([1, 1000]);
    expect(await ask({ id: "x", limit: 100_000 })).toEqual([1, 5000]);
    expect(await logs({ id: Number.MAX_SAFE_INTEGER })).toEqual([]);
  });

  test("is for the Owner alone", async () => {
    expect(await wire.refusal(wire.admin, "GET_LOGS")).toBe("500 1003");
    expect(await wire.refusal(wire.admin, "SET_LOG_WEBHOOK_URL", { proxyKey: "x" })).toBe("500 1003");
  });
});

describe("SET_LOG_WEBHOOK_URL", () => {
  test("sends new records from then on, keeps what was not taken for the next time, and follows no redirect", async () => {
    const { proxyKey } = await proxy();
    const answer = await wire.data(wire.owner, "SET_LOG_WEBHOOK_URL", { proxyKey, webhookUrl: url });
    expect(answer).toMatchObject({ webhookUrl: url, proxyName: "Head office", proxyId: expect.any(Number) });
    const { push } = wire.running.core.legacy.pushLog;
    await wire.data(wire.owner, "CREATE_USER", { userId: "after-the-hook" });
    await settled();
    answerWith = 302;
    await push();
    expect(received).toEqual([]);
    answerWith = 200;
    await push();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ count: received[0]?.logs.length, timestamp: expect.any(Number) });
    const actions = received[0]?.logs.map(
      ({ requestParams }) => (JSON.parse(String(requestParams)) as { action: string }).action,
    );
    expect(actions).toContain("principal.add");
    expect(actions).not.toContain("installation.set_up");
    await push();
    expect(received).toHaveLength(1);
    expect((await proxy()).lastSyncedLogId).toBe(received[0]?.logs.at(-1)?.id);
  });

  test("the address is a secret: no record and no line of the log has it (A28)", async () => {
    const { rows } = await wire.api.audit.list.query({ action: "legacy_proxy.set_log_webhook" });
    const detail = await wire.api.audit.get.query({ auditId: rows[0]?.auditId ?? "" });
    expect(detail.detail).toEqual({ host: new URL(url).host });
    expect(JSON.stringify(await logs()) + wire.running.logged()).not.toContain("canary-of-the-webhook");
  });

  test("metadata services are never dialled (A40)", async () => {
    const { proxyKey } = await proxy();
    await wire.data(wire.owner, "SET_LOG_WEBHOOK_URL", { proxyKey, webhookUrl: "http://169.254.169.254/latest" });
    await wire.data(wire.owner, "CREATE_USER", { userId: "before-the-push" });
    await settled();
    const before = (await proxy()).lastSyncedLogId;
    await wire.running.core.legacy.pushLog.push();
    expect((await proxy()).lastSyncedLogId).toBe(before);
    expect(wire.running.logged()).toContain("could not be sent");
  });

  test.each([
    ["an unknown key", "500 5001", () => ({ proxyKey: "k", webhookUrl: url })],
    ["another scheme", "500 1001", () => ({ proxyKey: "k", webhookUrl: "ftp://x.example" })],
    ["no address", "500 1001", () => ({ proxyKey: "k", webhookUrl: "logs" })],
    ["no key", "500 1001", () => ({ webhookUrl: url })],
  ])("%s is %s", async (_what, expected, data) => {
    expect(await wire.refusal(wire.owner, "SET_LOG_WEBHOOK_URL", data())).toBe(expected);
  });

  test.each([null, "", undefined])("%j clears it", async (webhookUrl) => {
    const { proxyKey } = await proxy();
    await wire.data(wire.owner, "SET_LOG_WEBHOOK_URL", { proxyKey, webhookUrl: url });
    expect(await wire.data(wire.owner, "SET_LOG_WEBHOOK_URL", { proxyKey, webhookUrl })).toMatchObject({
      webhookUrl: null,
    });
    expect((await proxy()).logWebhookUrl).toBeNull();
  });
});
