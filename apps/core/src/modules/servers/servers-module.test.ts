import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import {
  addInput,
  callerOf,
  createServersKit,
  type ServersKit,
  settle,
  stdioLaunch,
  WORKSPACE,
} from "./twins/servers-kit.ts";

let kit: ServersKit;
const actor = callerOf();
beforeEach(() => {
  kit = createServersKit();
});
const refusalOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );

describe("A45: who may", () => {
  test.each(["user", "guest"] as const)(
    "a %s may not do anything with servers; nothing starts, and each try is recorded",
    async (role) => {
      await kit.servers.add(actor, addInput("files"));
      const before = kit.twin.connections.length;
      kit.recorded.length = 0;
      const other = callerOf(role);
      const tries: Record<string, () => Promise<unknown>> = {
        list: () => kit.servers.list(other),
        get: () => kit.servers.get(other, "files"),
        add: () => kit.servers.add(other, addInput("mine")),
        update: () => kit.servers.update(other, { serverId: "files", enabled: false }),
        remove: () => kit.servers.remove(other, "files"),
        test: () => kit.servers.test(other, { launch: stdioLaunch() }),
        refresh: () => kit.servers.refresh(other, "files"),
        set_capability: () =>
          kit.servers.setCapability(other, { serverId: "files", kind: "tool", name: "echo", enabled: false }),
      };
      for (const attempt of Object.values(tries)) expect(await refusalOf(attempt())).toBe("auth.forbidden");
      expect(kit.actions()).toEqual(Object.keys(tries).map((name) => `server.${name} denied`));
      expect(kit.twin.connections).toHaveLength(before);
    },
  );

  test("nothing is started or changed when it cannot be recorded (A57)", async () => {
    await kit.servers.add(actor, addInput("files"));
    const { rows } = kit.store;
    const before = [...rows.values()];
    kit.auditFailure = new CoreError("audit.unavailable", "no");
    for (const attempt of [
      () => kit.servers.add(actor, addInput("more")),
      () => kit.servers.update(actor, { serverId: "files", enabled: false }),
      () => kit.servers.remove(actor, "files"),
      () => kit.servers.test(actor, { launch: stdioLaunch() }),
      () => kit.servers.setCapability(actor, { serverId: "files", kind: "tool", name: "echo", enabled: false }),
    ]) {
      expect(await refusalOf(attempt())).toBe("audit.unavailable");
    }
    expect([...rows.values()]).toEqual(before);
    expect(kit.twin.connections).toHaveLength(1);
    expect(kit.twin.latest.isClosed).toBe(false);
  });
});

describe("add", () => {
  test("records, connects, stores the catalogue and stays connected", async () => {
    const added = await kit.servers.add(actor, { ...addInput("files"), displayName: "Files" });
    expect(added).toMatchObject({
      serverId: "files",
      displayName: "Files",
      status: "online",
      era: "legacy",
      protocolVersion: "2025-11-25",
      counts: { tools: 1, resources: 0, templates: 0, prompts: 0 },
      capabilities: [{ kind: "tool", canonicalName: "files::echo", enabled: true, dangerLevel: 0 }],
      serverInfo: { name: "twin" },
    });
    expect(kit.actions()).toEqual(["server.add allowed"]);
    expect(kit.published).toContainEqual({ type: "servers.changed", workspaceId: WORKSPACE, serverId: "files" });
    expect(kit.servers.statusCounts(WORKSPACE)).toMatchObject({ online: 1 });
    await kit.servers.list(actor);
    expect(kit.twin.connections).toHaveLength(1);
  });

  test("A28: no secret is in the view, the list, the record or the stored row's readable part", async () => {
    const added = await kit.servers.add(actor, addInput("files"));
    for (const shown of [added, await kit.servers.list(actor), kit.recorded, kit.published])
      expect(JSON.stringify(shown)).not.toContain("s3cr3t");
    expect(added.launch).toEqual({
      transport: "stdio",
      command: "some-server",
      args: ["--flag"],
      envNames: ["API_TOKEN"],
      workingDirectory: null,
      sandbox: null,
    });
  });

  test("a server that does not start leaves nothing behind, and the failure is recorded", async () => {
    kit.twin.failures.push(new CoreError("server.start_failed", "It does not start."));
    expect(await refusalOf(kit.servers.add(actor, addInput("files")))).toBe("server.start_failed");
    expect(kit.store.rows.size).toBe(0);
    expect(kit.actions()).toEqual(["server.add allowed", "server.add failed"]);
    expect(await refusalOf(kit.servers.link.request(WORKSPACE, "files", "ping", {}, { timeoutMs: 1 }))).toBe(
      "server.not_found",
    );
    kit.clock.advance(3_600_000);
    await settle();
    expect(kit.twin.connections).toHaveLength(0);
  });

  test("with allowUnreachable it is registered all the same, and Core keeps trying until it has the catalogue", async () => {
    kit.twin.failures.push(
      new CoreError("server.unreachable", "Nothing listens."),
      new CoreError("server.unreachable", "Nothing listens."),
    );
    const added = await kit.servers.add(actor, addInput("files", { allowUnreachable: true }));
    expect(added).toMatchObject({
      status: "offline",
      statusReason: "Nothing listens.",
      catalogueReadAt: null,
      capabilities: [],
    });
    kit.clock.advance(1_000);
    await settle();
    expect(kit.twin.connections).toHaveLength(0);
    kit.clock.advance(2_000);
    await settle();
    expect(await kit.servers.get(actor, "files")).toMatchObject({
      status: "online",
      capabilities: [{ name: "echo", enabled: true }],
    });
  });

  test("A46: what Core refuses to start is not saved either way, and is recorded as denied", async () => {
    const launch = stdioLaunch({ env: { LD_PRELOAD: "/tmp/x.so" } });
    expect(await refusalOf(kit.servers.add(actor, addInput("files", { allowUnreachable: true, launch })))).toBe(
      "server.launch_refused",
    );
    expect(kit.store.rows.size).toBe(0);
    expect(kit.actions()).toEqual(["server.add allowed", "server.add denied"]);
    expect(kit.twin.connections).toHaveLength(0);
  });

  test("a second server of the same id is refused, also when both come at the same moment", async () => {
    const both = await Promise.all([1, 2].map(() => refusalOf(kit.servers.add(actor, addInput("files")))));
    expect(both.sort()).toEqual(["not refused", "server.duplicate"]);
    expect(await refusalOf(kit.servers.add(actor, addInput("files")))).toBe("server.duplicate");
    expect(kit.twin.connections.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
  });
});

test("a change is answered when it is in force, not before (A7)", async () => {
  const answered: string[] = [];
  let arrive = (): void => {};
  kit.settled = () => new Promise<void>((resolve) => (arrive = resolve));
  const { add, update, setCapability, remove } = kit.servers;
  const changes: [string, () => Promise<unknown>][] = [
    ["add", () => add(actor, addInput("files"))],
    ["update", () => update(actor, { serverId: "files", displayName: "Files" })],
    ["set", () => setCapability(actor, { serverId: "files", kind: "tool", name: "echo", enabled: false })],
    ["remove", () => remove(actor, "files")],
  ];
  for (const [name, change] of changes) {
    arrive = () => {};
    const done = change().then(() => answered.push(name));
    for (let turn = 0; turn < 20; turn++) await settle();
    expect(answered).not.toContain(name);
    arrive();
    await done;
  }
  expect(answered).toEqual(["add", "update", "set", "remove"]);
});

describe("update", () => {
  beforeEach(async () => {
    await kit.servers.start();
    await kit.servers.add(actor, addInput("files"));
    kit.recorded.length = 0;
  });

  test("a new launch configuration ends the connection and opens another one with it; its era is detected anew", async () => {
    const changed = await kit.servers.update(actor, { serverId: "files", launch: stdioLaunch({ command: "other" }) });
    expect(
      kit.twin.connections.map(({ isClosed, launch }) => [isClosed, "command" in launch && launch.command]),
    ).toEqual([
      [true, "some-server"],
      [false, "other"],
    ]);
    expect(kit.twin.latest.options.knownVersion).toBeNull();
    expect(changed).toMatchObject({ status: "online", launch: { command: "other" } });
    expect(kit.recorded[0]?.detail).toMatchObject({
      before: { launch: { command: "some-server" } },
      after: { launch: { command: "other" } },
    });
    expect(JSON.stringify(kit.recorded)).not.toContain("s3cr3t");
  });

  test("a configuration that does not work is stored, and the status says what is wrong", async () => {
    kit.twin.failures.push(new CoreError("server.start_failed", "It does not start."));
    const changed = await kit.servers.update(actor, { serverId: "files", launch: stdioLaunch({ command: "broken" }) });
    expect(changed).toMatchObject({
      status: "error",
      statusReason: "It does not start.",
      launch: { command: "broken" },
    });
  });

  test("switched off, it is stopped and refuses requests; switched on, it starts", async () => {
    expect(await kit.servers.update(actor, { serverId: "files", enabled: false })).toMatchObject({
      status: "disabled",
    });
    expect(kit.twin.latest.isClosed).toBe(true);
    expect(await refusalOf(kit.servers.link.request(WORKSPACE, "files", "ping", {}, { timeoutMs: 1 }))).toBe(
      "server.disabled",
    );
    expect(await refusalOf(kit.servers.refresh(actor, "files"))).toBe("server.disabled");
    expect(await kit.servers.update(actor, { serverId: "files", enabled: true })).toMatchObject({ status: "online" });
  });

  test("a request under way when it is switched off ends", async () => {
    const running = refusalOf(
      kit.servers.link.request(WORKSPACE, "files", "tools/call", { name: "echo" }, { timeoutMs: 1_000 }),
    );
    await settle();
    await kit.servers.update(actor, { serverId: "files", enabled: false });
    expect(await running).toBe("server.unreachable");
  });

  test("a new name leaves the connection alone", async () => {
    expect(
      await kit.servers.update(actor, { serverId: "files", displayName: "New", publicAccess: true }),
    ).toMatchObject({ displayName: "New", publicAccess: true, status: "online" });
    expect(kit.twin.connections).toHaveLength(1);
  });

  test("A46: a refused configuration changes nothing", async () => {
    expect(
      await refusalOf(
        kit.servers.update(actor, { serverId: "files", launch: stdioLaunch({ command: "sh", args: ["-c", "x"] }) }),
      ),
    ).toBe("server.launch_refused");
    expect(await kit.servers.get(actor, "files")).toMatchObject({
      status: "online",
      launch: { command: "some-server" },
    });
  });

  test("a change that another process made arrives with its event", async () => {
    const row = await kit.store.find(WORKSPACE, "files");
    if (!row) throw new Error("no row");
    await kit.store.update(WORKSPACE, "files", { enabled: false });
    kit.events.publish({ type: "servers.changed", workspaceId: WORKSPACE, serverId: "files" });
    await settle();
    expect(kit.twin.latest.isClosed).toBe(true);
    await kit.store.remove(WORKSPACE, "files");
    kit.events.publish({ type: "servers.changed", workspaceId: WORKSPACE, serverId: "files" });
    await settle();
    expect(await refusalOf(kit.servers.link.request(WORKSPACE, "files", "ping", {}, { timeoutMs: 1 }))).toBe(
      "server.not_found",
    );
  });
});

test("remove stops the server first, then forgets it", async () => {
  await kit.servers.add(actor, addInput("files"));
  const remove = kit.store.remove.bind(kit.store);
  let wasStopped = false;
  kit.store.remove = async (...args) => {
    wasStopped = kit.twin.latest.isClosed;
    return remove(...args);
  };
  await kit.servers.remove(actor, "files");
  expect(wasStopped).toBe(true);
  expect(await kit.servers.list(actor)).toEqual([]);
  expect(await refusalOf(kit.servers.remove(actor, "files"))).toBe("server.not_found");
});

describe("setCapability", () => {
  beforeEach(async () => void (await kit.servers.add(actor, addInput("files"))));

  test("switches, sets the danger level, and tells both values in its record", async () => {
    const changed = await kit.servers.setCapability(actor, {
      serverId: "files",
      kind: "tool",
      name: "echo",
      enabled: false,
      dangerLevel: 2,
    });
    expect(changed).toMatchObject({ enabled: false, dangerLevel: 2 });
    expect(kit.recorded.at(-1)).toMatchObject({
      action: "server.set_capability",
      serverId: "files",
      detail: { before: { enabled: true, dangerLevel: 0 }, after: { enabled: false, dangerLevel: 2 } },
    });
    expect(kit.published.at(-1)).toEqual({ type: "servers.changed", workspaceId: WORKSPACE, serverId: "files" });
  });

  test("a definition that is not the one that was looked at is refused (A37)", async () => {
    const input = { serverId: "files", kind: "tool" as const, name: "echo", enabled: false };
    const other = kit.servers.setCapability(actor, { ...input, definitionHash: "f".repeat(64) });
    expect(await refusalOf(other)).toBe("capability.changed");
    const { definitionHash } = await kit.servers.setCapability(actor, { ...input, enabled: true });
    expect(await kit.servers.setCapability(actor, { ...input, definitionHash })).toMatchObject({ enabled: false });
  });

  test("an unknown server, an unknown capability and an empty change are refused", async () => {
    const input = { serverId: "files", kind: "tool" as const, name: "echo", enabled: true };
    expect(await refusalOf(kit.servers.setCapability(actor, { ...input, serverId: "ghost" }))).toBe("server.not_found");
    expect(await refusalOf(kit.servers.setCapability(actor, { ...input, name: "ghost" }))).toBe("capability.not_found");
    expect(await refusalOf(kit.servers.setCapability(actor, { ...input, kind: "prompt" }))).toBe(
      "capability.not_found",
    );
    expect(await refusalOf(kit.servers.setCapability(actor, { serverId: "files", kind: "tool", name: "echo" }))).toBe(
      "input.invalid",
    );
  });
});

test("A26: a server of another workspace is not found by any operation", async () => {
  await kit.servers.add(actor, addInput("files"));
  const stranger = callerOf("owner", "wsp_other");
  expect(await kit.servers.list(stranger)).toEqual([]);
  for (const attempt of [
    kit.servers.get(stranger, "files"),
    kit.servers.update(stranger, { serverId: "files", enabled: false }),
    kit.servers.remove(stranger, "files"),
    kit.servers.test(stranger, { serverId: "files" }),
    kit.servers.refresh(stranger, "files"),
    kit.servers.setCapability(stranger, { serverId: "files", kind: "tool", name: "echo", enabled: false }),
  ]) {
    expect(await refusalOf(attempt)).toBe("server.not_found");
  }
  expect(kit.servers.statusCounts("wsp_other")).toMatchObject({ online: 0 });
});

test("a server that was added while Core starts keeps its connection", async () => {
  await kit.servers.add(actor, addInput("files"));
  await kit.servers.start();
  expect(await kit.servers.get(actor, "files")).toMatchObject({ status: "online" });
});

test("close ends every connection", async () => {
  await kit.servers.add(actor, addInput("files"));
  await kit.servers.close();
  expect(kit.twin.latest.isClosed).toBe(true);
});
