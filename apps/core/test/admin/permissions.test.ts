import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWire, type Wire } from "./admin-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

let wire: Wire;
let client: Client;
let changes = 0;
beforeAll(async () => {
  wire = await createWire();
  await wire.api.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  const { accessToken } = await wire.data(wire.owner, "CREATE_USER", { userId: "max" });
  client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${wire.running.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${String(accessToken)}` } },
    }),
  );
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++);
});
afterAll(async () => {
  await client.close();
  await wire.running.stop();
});

const set = (permissions: unknown) =>
  wire.data(wire.admin, "UPDATE_USER_PERMISSIONS", { targetId: "max", permissions });
const toolsOf = async () => (await client.listTools()).tools.map(({ name }) => name);
const mapOf = async () => {
  const { users } = await wire.data(wire.owner, "GET_USERS", { userId: "max" });
  return JSON.parse((users as { permissions: string }[])[0]?.permissions ?? "null") as Record<string, never>;
};
const entryOf = async () =>
  (
    (await wire.data(wire.admin, "GET_USER_AVAILABLE_SERVERS_CAPABILITIES", { targetId: "max" }))
      .capabilities as Record<
      string,
      { enabled: boolean; tools: Record<string, { enabled: boolean; dangerLevel: number }> }
    >
  ).notes;

describe("a user's permission map", () => {
  test("decides what the user's client sees and may call, live", async () => {
    expect(await toolsOf()).toEqual([]);
    expect(await set({ notes: { enabled: true, tools: { delete_note: { enabled: false } } } })).toEqual({});
    expect(await toolsOf()).toContain("notes__list_notes");
    expect(await toolsOf()).not.toContain("notes__delete_note");
    await expect.poll(() => changes).toBeGreaterThan(0);
    expect(await entryOf()).toMatchObject({
      enabled: true,
      tools: { delete_note: { enabled: false }, list_notes: { enabled: true } },
    });
  });

  test("the same map twice tells nobody and leaves one record (contract 6.4)", async () => {
    const map = { notes: { enabled: true, tools: { delete_note: { enabled: false } } } };
    const records = async () => (await wire.api.audit.list.query({ action: "permission.replace" })).rows.length;
    await set(map);
    const [told, recorded] = [changes, await records()];
    await set(JSON.stringify(map));
    expect([changes, await records()]).toEqual([told, recorded]);
  });

  test("is replaced, not patched, and reads back as what is in force", async () => {
    await set({ notes: { enabled: true, tools: { list_notes: { enabled: false } } }, gone: { enabled: true } });
    expect(await mapOf()).toMatchObject({
      notes: { enabled: true, tools: { list_notes: { enabled: false, dangerLevel: 0 } } },
    });
    expect(Object.keys(await mapOf())).toEqual(["notes"]);
    expect(await toolsOf()).toContain("notes__delete_note");
    const { user } = await wire.data(wire.admin, "UPDATE_USER", { userId: "max", permissions: {} });
    expect(user).toMatchObject({ permissions: "{}" });
    expect(await toolsOf()).toEqual([]);
  });

  test("a raised danger level holds the user's call for a person; a lowered one changes nothing", async () => {
    await wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", {
      targetId: "notes",
      capabilities: { tools: { add_note: { enabled: true, dangerLevel: 2 } } },
    });
    await set({
      notes: {
        enabled: true,
        tools: { list_notes: { enabled: true, dangerLevel: 2 }, add_note: { enabled: true, dangerLevel: 0 } },
      },
    });
    expect((await entryOf())?.tools).toMatchObject({ list_notes: { dangerLevel: 2 }, add_note: { dangerLevel: 2 } });
    const { servers } = await wire.api.permissions.show.query({ principalId: "max" });
    const effects = Object.fromEntries((servers[0]?.capabilities ?? []).map(({ name, effect }) => [name, effect]));
    expect(effects).toMatchObject({ list_notes: "require_approval", add_note: "require_approval" });
  });

  test("what the Console switches shows on this wire", async () => {
    await wire.api.permissions.set.mutate({ principalId: "max", serverId: "notes", enabled: false });
    expect(await mapOf()).toMatchObject({ notes: { enabled: false } });
    expect(await entryOf()).toMatchObject({ enabled: false });
  });

  test("without an entry a server is as open as it is for all; what it switches off itself is not in the view", async () => {
    await set({});
    await wire.api.servers.update.mutate({ serverId: "notes", publicAccess: true });
    await wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", {
      targetId: "notes",
      capabilities: { tools: { delete_note: { enabled: false } } },
    });
    const entry = await entryOf();
    expect(entry).toMatchObject({ enabled: true });
    expect(entry?.tools).not.toHaveProperty("delete_note");
  });

  test.each([
    ["no map", 5],
    ["a list", []],
    ["no JSON", "{"],
    ["an entry without enabled", { notes: {} }],
    ["an entry that is no object", { notes: true }],
    ["tools that are no map", { notes: { enabled: true, tools: [1] } }],
    [
      "a danger level that does not exist",
      { notes: { enabled: true, tools: { a: { enabled: true, dangerLevel: 7 } } } },
    ],
  ])("%s is 1001 and changes nothing (contract 7.1.11)", async (_what, permissions) => {
    const before = await mapOf();
    expect(await wire.refusal(wire.admin, "UPDATE_USER_PERMISSIONS", { targetId: "max", permissions })).toBe(
      "500 1001",
    );
    expect(await mapOf()).toEqual(before);
  });

  test("an unknown user is 1001 where a view is asked for (contract 2.3)", async () => {
    expect(await wire.refusal(wire.admin, "GET_USER_AVAILABLE_SERVERS_CAPABILITIES", { targetId: "nobody" })).toBe(
      "500 1001",
    );
  });
});
