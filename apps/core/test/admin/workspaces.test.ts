import path from "node:path";
import type { adminWire } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWire, encrypt, legacyToken, userIdOf, type Wire } from "./admin-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

let wire: Wire;
/** Owner of another workspace. */
let other: string;
const made = { userId: "", setId: "", proxyKey: "", proxyId: 0 };
beforeAll(async () => {
  wire = await createWire();
  const { token } = await wire.api.workspaces.add.mutate({ slug: "other", name: "Other", wantsToken: true });
  other = token ?? "";
  await wire.api.servers.add.mutate({
    serverId: "ledger",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  const token1 = legacyToken();
  made.userId = userIdOf(token1);
  await wire.data(wire.owner, "CREATE_USER", {
    userId: made.userId,
    encryptedToken: encrypt(token1, wire.owner),
    notes: "secret of main",
    proxyId: 8,
  });
  const set = await wire.data(wire.owner, "CREATE_POLICY_SET", {
    dsl: { rules: [{ effect: { decision: "DENY", reason: "secret of main" } }] },
  });
  made.setId = String(set.id);
  const { proxy } = await wire.data(wire.owner, "GET_PROXY");
  Object.assign(made, { proxyKey: (proxy as { proxyKey: string }).proxyKey, proxyId: (proxy as { id: number }).id });
});
afterAll(() => wire.running.stop());

describe("another workspace (A24, A26)", () => {
  test("shows nothing of this one", async () => {
    const reading: [adminWire.AdminActionName, object?][] = [
      ["GET_USERS"],
      ["GET_USERS", { userId: made.userId }],
      ["GET_OWNER"],
      ["GET_SERVERS"],
      ["GET_SERVERS", { serverId: "ledger" }],
      ["GET_AVAILABLE_SERVERS_CAPABILITIES"],
      ["GET_SERVERS_STATUS"],
      ["GET_POLICY_SETS"],
      ["GET_EFFECTIVE_POLICY", { serverId: "ledger" }],
      ["LIST_APPROVAL_REQUESTS"],
      ["GET_PROXY"],
      ["GET_LOGS"],
    ];
    for (const [action, data] of reading) {
      const text = JSON.stringify(await wire.data(other, action, data));
      for (const foreign of [made.userId, made.setId, made.proxyKey, "secret of main", '"ledger"', '"uma"', '"abe"'])
        expect([action, foreign, text.includes(foreign)]).toEqual([action, foreign, false]);
    }
    expect(await wire.data(other, "COUNT_USERS")).toEqual({ count: 1 });
    expect(await wire.data(other, "COUNT_SERVERS")).toEqual({ count: 0 });
  });

  test("changes nothing of this one: what it names does not exist there", async () => {
    const before = [
      await wire.data(wire.owner, "GET_USERS"),
      await wire.data(wire.owner, "GET_POLICY_SETS"),
      await wire.data(wire.owner, "GET_SERVERS"),
    ];
    const { userId, setId, proxyKey, proxyId } = made;
    const changing: [adminWire.AdminActionName, object, string][] = [
      ["DISABLE_USER", { targetId: userId }, "500 2001"],
      ["UPDATE_USER_PERMISSIONS", { targetId: userId, permissions: {} }, "500 2001"],
      ["UPDATE_USER", { userId, notes: "taken over" }, "500 2001"],
      ["DELETE_USER", { userId }, "500 2001"],
      ["STOP_SERVER", { targetId: "ledger" }, "500 3001"],
      ["UPDATE_SERVER", { serverId: "ledger", serverName: "taken over" }, "500 3001"],
      ["DELETE_SERVER", { serverId: "ledger" }, "500 3001"],
      ["UPDATE_POLICY_SET", { id: setId, status: "archived" }, "500 1001"],
      ["DELETE_POLICY_SET", { id: setId }, "500 1001"],
      ["UPDATE_PROXY", { proxyId, name: "taken over" }, "500 5001"],
      ["SET_LOG_WEBHOOK_URL", { proxyKey, webhookUrl: "https://logs.example" }, "500 5001"],
    ];
    for (const [action, data, expected] of changing)
      expect([action, await wire.refusal(other, action, data)]).toEqual([action, expected]);
    expect(await wire.data(other, "DELETE_USERS_BY_PROXY", { proxyId: 8 })).toEqual({ deletedCount: 0 });
    expect(await wire.data(other, "DELETE_SERVERS_BY_PROXY", { proxyId: 0 })).toEqual({ deletedCount: 0 });
    const after = [
      await wire.data(wire.owner, "GET_USERS"),
      await wire.data(wire.owner, "GET_POLICY_SETS"),
      await wire.data(wire.owner, "GET_SERVERS"),
    ];
    expect(after).toEqual(before);
  });

  test("has ids of its own: the same userId, serverId and set version may be there", async () => {
    await wire.data(other, "CREATE_USER", { userId: "user123" });
    await wire.data(wire.owner, "CREATE_USER", { userId: "user123" });
    const config = encrypt(JSON.stringify({ type: "http", url: "http://127.0.0.1:1/mcp" }), other);
    expect(
      (await wire.data(other, "CREATE_SERVER", { serverId: "ledger", category: 2, launchConfig: config })).server,
    ).toMatchObject({ serverId: "ledger", category: 2 });
    const set = await wire.data(other, "CREATE_POLICY_SET", { dsl: { rules: [] } });
    expect(set).toMatchObject({ version: 1 });
  });
});

test("two requests for one user at the same moment: one has it, and nobody is left behind", async () => {
  const before = (await wire.data(wire.owner, "COUNT_USERS")).count as number;
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => wire.ask(wire.owner, "CREATE_USER", { userId: "twice" })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body } of answers) if (status !== 200) expect(body).toMatchObject({ error: { code: 2003 } });
  expect((await wire.data(wire.owner, "COUNT_USERS")).count).toBe(before + 1);
});
