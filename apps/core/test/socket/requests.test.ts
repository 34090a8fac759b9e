import path from "node:path";
import type { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type CapabilityTree, capabilityTreeSchema, SOCKET_ERROR } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";
import { connectMcp, leaveMcp, listMcpTools } from "./list-mcp-tools.ts";

let world: SocketWorld;
let ann: Device;
beforeAll(async () => {
  world = await createSocketWorld();
  ann = await world.device(world.ann.token);
});
afterAll(() => world.stop());

const treeOf = async (device: Device, data?: object): Promise<CapabilityTree> => {
  const { data: answer } = await device.ask<{ capabilities: CapabilityTree }>("get_capabilities", data);
  return capabilityTreeSchema.parse(answer?.capabilities);
};
const toolsOf = ({ token }: { token: string }) => listMcpTools(world.core.url, token);

describe("at connect", () => {
  test("comes who Core is, then the tree, then the sessions", async () => {
    const device = await world.device(world.ann.token);
    expect(device.heard).toEqual(["server_info", "permission_changed", "online_sessions"]);
    const { data } = await device.notified("permission_changed");
    expect(capabilityTreeSchema.parse(data.capabilities)).toEqual(await treeOf(device));
    expect((await device.notified("online_sessions")).message).toBe("You have 0 active sessions");
    device.close();
  });
});

describe("get_capabilities and set_capabilities", () => {
  test("show what the caller may use, and switch it off for all clients at once", async () => {
    const tree = await treeOf(ann);
    expect(Object.keys(tree)).toEqual(["notes"]);
    expect(tree.notes).toMatchObject({ enabled: true, serverName: "Notes", allowUserInput: false, category: 5 });
    expect(tree.notes?.tools.delete_note).toMatchObject({ enabled: true, dangerLevel: 0 });
    expect(await toolsOf(world.ann)).toContain("notes__delete_note");

    const data = { notes: { tools: { delete_note: { enabled: false }, add_note: { dangerLevel: 2 } } } };
    ann.forget();
    const answer = await ann.ask("set_capabilities", data);
    expect(answer).toMatchObject({ success: true });
    expect(answer.data).toBeUndefined();
    expect(await toolsOf(world.ann)).not.toContain("notes__delete_note");
    const told = await ann.notified("permission_changed");
    expect(told.data.capabilities.notes?.tools.delete_note?.enabled).toBe(false);
    expect(told.data.capabilities.notes?.tools.add_note?.dangerLevel).toBe(2);

    await ann.ask("set_capabilities", {
      notes: { tools: { delete_note: { enabled: true }, add_note: { dangerLevel: 0 } } },
    });
    expect((await treeOf(ann)).notes?.tools.add_note?.dangerLevel).toBe(0);
    expect(await toolsOf(world.ann)).toContain("notes__delete_note");
  });

  test("one client alone, when its key is said", async () => {
    const other = await world.tokenOf("ann");
    expect(await toolsOf(other)).toContain("notes__delete_note");
    const data = { clientKey: other.tokenId, notes: { enabled: false } };
    expect(await ann.ask("set_capabilities", data)).toMatchObject({ success: true });
    expect(await toolsOf(other)).toEqual([]);
    expect(await toolsOf(world.ann)).toContain("notes__delete_note");
    expect((await treeOf(ann, { clientKey: other.tokenId })).notes?.enabled).toBe(false);
    expect((await treeOf(ann)).notes?.enabled).toBe(true);
  });

  test("somebody else's client is not there (A24)", async () => {
    for (const event of ["get_capabilities", "set_capabilities"] as const) {
      const answer = await ann.ask(event, { clientKey: world.bot.tokenId });
      expect(answer.error).toMatchObject({
        code: SOCKET_ERROR.SERVER_ERROR,
        details: { code: "client.not_found" },
      });
    }
  });

  test("a level is never lowered, and then nothing at all is changed", async () => {
    await world.owner.servers.setCapability.mutate({
      serverId: "notes",
      kind: "tool",
      name: "read_note",
      dangerLevel: 2,
    });
    const tools = { list_notes: { enabled: false }, read_note: { dangerLevel: 0 } };
    expect((await ann.ask("set_capabilities", { notes: { tools } })).error).toMatchObject({
      code: SOCKET_ERROR.INVALID_REQUEST,
      details: { code: "input.invalid" },
    });
    expect((await treeOf(ann)).notes?.tools).toMatchObject({
      list_notes: { enabled: true },
      read_note: { dangerLevel: 2 },
    });
    await world.owner.servers.setCapability.mutate({
      serverId: "notes",
      kind: "tool",
      name: "read_note",
      dangerLevel: 0,
    });
  });

  test("what an administrator has not given is not in the tree and cannot be switched on", async () => {
    const capability = { kind: "tool" as const, name: "delete_note" };
    await world.owner.permissions.set.mutate({ principalId: "ann", serverId: "notes", capability, enabled: false });
    const tools = { delete_note: { enabled: true } };
    expect((await ann.ask("set_capabilities", { notes: { tools } })).success).toBe(true);
    expect((await treeOf(ann)).notes?.tools).not.toHaveProperty("delete_note");
    expect(await toolsOf(world.ann)).not.toContain("notes__delete_note");
    await world.owner.permissions.set.mutate({ principalId: "ann", serverId: "notes", capability, enabled: null });
  });

  test("a whole tree that is sent back as it came stores nothing", async () => {
    const before = (await world.owner.audit.list.query({ action: "client.set_switch" })).rows.length;
    expect(await ann.ask("set_capabilities", await treeOf(ann))).toMatchObject({ success: true });
    expect((await world.owner.audit.list.query({ action: "client.set_switch" })).rows.length).toBe(before);
  });
});

describe("permission_changed", () => {
  test("is sent to whom it concerns alone, once for several changes", async () => {
    await world.owner.principals.add.mutate({ principalId: "carl", kind: "person" });
    await world.owner.permissions.set.mutate({ principalId: "carl", serverId: "notes", enabled: true });
    const carl = await world.device((await world.tokenOf("carl")).token);
    // What the tests before changed for Ann may be on its way.
    await new Promise((resume) => setTimeout(resume, 300));
    ann.forget();
    carl.forget();
    const tools = ["delete_note", "add_note", "read_note"];
    const rounds = [false, true, false, true, false];
    for (const enabled of rounds)
      await Promise.all(
        tools.map((name) =>
          world.owner.permissions.set.mutate({
            principalId: "carl",
            serverId: "notes",
            capability: { kind: "tool", name },
            enabled,
          }),
        ),
      );
    const told = await carl.notified(
      "permission_changed",
      ({ data }) => Object.keys(data.capabilities.notes?.tools ?? {}).length === 1,
    );
    expect(told.severity).toBe("warning");
    await new Promise((resume) => setTimeout(resume, 300));
    expect(carl.heard.filter((type) => type === "permission_changed").length).toBeLessThan(
      tools.length * rounds.length,
    );
    expect(ann.heard).not.toContain("permission_changed");
    carl.close();
  });

  test("follows the state of a server, within a second", async () => {
    ann.forget();
    const since = performance.now();
    await world.owner.servers.update.mutate({ serverId: "notes", enabled: false });
    await ann.notified("permission_changed", ({ data }) => data.capabilities.notes?.enabled !== true);
    expect(performance.now() - since).toBeLessThan(1_000);
    await world.owner.servers.update.mutate({ serverId: "notes", enabled: true });
    await ann.notified("permission_changed", ({ data }) => data.capabilities.notes?.enabled === true);
  });
});

describe("configure_server and unconfigure_server", () => {
  const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
  const CANARY = "canary-of-anns-own-key";

  test("store a user's own values, in our shape and in a legacy one, and take them back", async () => {
    await world.owner.servers.add.mutate({
      serverId: "mail",
      displayName: "Mail",
      launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
      userFields: [{ key: "apiKey", label: "Key", secret: true, placement: { in: "env", name: "MAIL_KEY" } }],
      allowUnreachable: true,
    });
    await world.owner.permissions.set.mutate({ principalId: "ann", serverId: "mail", enabled: true });
    ann.forget();
    expect((await treeOf(ann)).mail).toMatchObject({ allowUserInput: true, configured: false });
    expect((await treeOf(ann)).mail?.configTemplate).toContain('"apiKey"');
    const shapes = [
      { values: { apiKey: CANARY } },
      { stdioEnv: { MAIL_KEY: CANARY } },
      { authConf: [{ key: "MAIL_KEY", value: CANARY, dataType: 1 }] },
    ];
    for (const shape of shapes) {
      expect(await ann.ask("configure_server", { serverId: "mail", ...shape })).toMatchObject({
        success: true,
        data: { serverId: "mail" },
      });
      expect((await treeOf(ann)).mail?.configured).toBe(true);
      for (const _again of [1, 2])
        expect(await ann.ask("unconfigure_server", { serverId: "mail" })).toMatchObject({
          success: true,
          data: { serverId: "mail" },
        });
      expect((await treeOf(ann)).mail?.configured).toBe(false);
    }
    expect(JSON.stringify(ann.notifications) + world.core.logged()).not.toContain(CANARY);
  });

  test("the id of the server may stand where older applications put it", async () => {
    expect(await ann.ask("unconfigure_server", undefined, { serverId: "mail" })).toMatchObject({ success: true });
  });

  test.each([
    ["a value that no field asks for", { serverId: "mail", stdioEnv: { OTHER: CANARY } }, "server.values_invalid"],
    ["a server that takes none", { serverId: "notes", values: { apiKey: CANARY } }, "server.not_configurable"],
    ["a server that is not there", { serverId: "nowhere", values: { apiKey: CANARY } }, "server.not_found"],
  ])("%s is refused with its own code, beside the legacy number (S9)", async (_name, data, code) => {
    const answer = await ann.ask("configure_server", data);
    expect(answer.error).toMatchObject({ code: SOCKET_ERROR.SERVER_ERROR, details: { code } });
    expect(JSON.stringify(answer)).not.toContain(CANARY);
  });
});

describe("online_sessions", () => {
  test("follows the MCP sessions of the principal", async () => {
    ann.forget();
    const client = await connectMcp(world.core.url, world.ann.token);
    const told = await ann.notified("online_sessions", ({ data }) => data.sessions.length === 1);
    expect(told.message).toBe("You have 1 active session");
    expect(told.data.sessions[0]).toMatchObject({ clientName: "test-agent", userAgent: "test-agent/1.2" });
    const transport = client.transport as StreamableHTTPClientTransport;
    expect(told.data.sessions[0]?.sessionId).not.toBe(transport.sessionId);
    ann.forget();
    await leaveMcp(client);
    await ann.notified("online_sessions", ({ data }) => data.sessions.length === 0);
  });
});
