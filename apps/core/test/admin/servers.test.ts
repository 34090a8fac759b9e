import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWire, encrypt, type Wire } from "./admin-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
const CANARY = "canary-of-the-launch-configuration";
const NOWHERE = "http://127.0.0.1:1/mcp";

type Row = Record<string, unknown> & { serverId: string };

let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
});
afterAll(() => wire.running.stop());

const program = (env: Record<string, string> = { NOTES_KEY: CANARY }) =>
  JSON.stringify({ type: "stdio", command: process.execPath, args: [NOTES], env });
const remote = (more: object = {}) =>
  JSON.stringify({ type: "http", url: NOWHERE, headers: { "x-key": CANARY }, ...more });
const sealed = (config: string) => encrypt(config, wire.owner);

const create = async (data: Record<string, unknown>): Promise<Row> =>
  (await wire.data(wire.owner, "CREATE_SERVER", data)).server as Row;
const rows = async (data: object = {}) => (await wire.data(wire.admin, "GET_SERVERS", data)).servers as Row[];
const rowOf = async (serverId: string) => (await rows({ serverId }))[0];
const capabilitiesOf = async (targetId: string) =>
  (await wire.data(wire.admin, "GET_SERVERS_CAPABILITIES", { targetId })).capabilities as {
    tools: Record<string, { enabled: boolean; dangerLevel: number }>;
    resources: Record<string, { enabled: boolean }>;
  };
const statusOf = async (serverId: string) =>
  ((await wire.data(wire.admin, "GET_SERVERS_STATUS")).serversStatus as Record<string, number>)[serverId];

describe("CREATE_SERVER", () => {
  test("a program: the configuration is opened with the caller's token, started, and never given back (A28)", async () => {
    const row = await create({ serverId: "notes", serverName: "Notes", category: 5, launchConfig: sealed(program()) });
    expect(row).toMatchObject({
      serverId: "notes",
      serverName: "Notes",
      enabled: true,
      category: 5,
      authType: 1,
      transportType: "stdio",
      launchConfig: "{}",
      cachedTools: null,
      anonymousRateLimit: 10,
      publicAccess: false,
      configTemplate: null,
    });
    expect(Object.keys((await capabilitiesOf("notes")).tools)).toContain("list_notes");
    expect(await statusOf("notes")).toBe(0);
    const everything = JSON.stringify([row, await rows(), await wire.api.servers.get.query({ serverId: "notes" })]);
    expect(everything + wire.running.logged()).not.toContain(CANARY);
  });

  test("an address; its id is kept as it was sent, Core's own is a slug", async () => {
    const row = await create({ serverId: "CRM Europe/2", category: 2, launchConfig: sealed(remote()), proxyId: 3 });
    expect(row).toMatchObject({
      serverId: "CRM Europe/2",
      serverName: expect.stringMatching(/^crm-europe-2-/),
      category: 2,
      transportType: "http",
      proxyId: 3,
    });
    expect((await wire.api.servers.list.query()).map(({ serverId }) => serverId)).toContainEqual(
      expect.stringMatching(/^crm-europe-2-[0-9a-f]{6}$/),
    );
    expect(await rowOf("CRM Europe/2")).toMatchObject({ category: 2 });
    expect(await statusOf("CRM Europe/2")).toBe(1);
  });

  test("a server that is to be off is off", async () => {
    expect(
      await create({ serverId: "off", category: 2, launchConfig: sealed(remote()), enabled: false }),
    ).toMatchObject({ enabled: false });
    expect(await statusOf("off")).toBeUndefined();
  });

  const refused: [string, string, () => Record<string, unknown>][] = [
    ["an id that exists", "500 3003", () => ({ serverId: "notes", category: 5, launchConfig: sealed(program()) })],
    ["no launchConfig", "500 1001", () => ({ serverId: "x", category: 5 })],
    ["an empty launchConfig", "500 1001", () => ({ serverId: "x", category: 5, launchConfig: " {} " })],
    ["a launchConfig in the clear", "500 1001", () => ({ serverId: "x", category: 5, launchConfig: program() })],
    [
      "another token's launchConfig",
      "500 1001",
      () => ({ serverId: "x", category: 5, launchConfig: encrypt(program(), wire.admin) }),
    ],
    ["no JSON inside", "500 1001", () => ({ serverId: "x", category: 5, launchConfig: sealed(`${CANARY}{`) })],
    ["an address as a program", "500 1001", () => ({ serverId: "x", category: 5, launchConfig: sealed(remote()) })],
    ["a program as an address", "500 1001", () => ({ serverId: "x", category: 2, launchConfig: sealed(program()) })],
    [
      "an unknown type",
      "500 1001",
      () => ({ serverId: "x", category: 2, launchConfig: sealed(remote({ type: "pigeon" })) }),
    ],
    [
      "a provider's sign-in",
      "500 1001",
      () => ({ serverId: "x", category: 2, launchConfig: sealed(remote({ oauth: { clientSecret: CANARY } })) }),
    ],
    ["a category of the future", "500 1001", () => ({ serverId: "x", category: 6, launchConfig: sealed(remote()) })],
    ["templates", "500 1001", () => ({ serverId: "x", category: 1, launchConfig: sealed(remote()) })],
    [
      "an auth type of the future",
      "500 1001",
      () => ({ serverId: "x", category: 2, authType: 19, launchConfig: sealed(remote()) }),
    ],
    [
      "a rate of 0",
      "500 1001",
      () => ({ serverId: "x", category: 2, anonymousRateLimit: 0, launchConfig: sealed(remote()) }),
    ],
    [
      "a shell line (A46)",
      "500 1001",
      () => ({
        serverId: "x",
        category: 5,
        launchConfig: sealed(JSON.stringify({ command: "sh", args: ["-c", "id"] })),
      }),
    ],
    [
      "a loader's variable (A46)",
      "500 1001",
      () => ({ serverId: "x", category: 5, launchConfig: sealed(program({ LD_PRELOAD: "/tmp/x.so" })) }),
    ],
  ];
  test.each(refused)("%s is %s, leaves nothing behind and repeats nothing", async (_what, expected, data) => {
    const before = (await rows()).length;
    const { status, body } = await wire.ask(wire.owner, "CREATE_SERVER", data());
    expect(`${status} ${(body.error as { code: number }).code}`).toBe(expected);
    expect(JSON.stringify(body) + wire.running.logged()).not.toContain(CANARY);
    expect((await rows()).length).toBe(before);
  });

  test("what cannot be had yet says what to do instead", async () => {
    const { body } = await wire.ask(wire.owner, "CREATE_SERVER", {
      serverId: "x",
      category: 1,
      launchConfig: sealed(remote()),
    });
    expect((body.error as { message: string }).message).toContain("as category 5");
  });

  test("users' own values: the places in the template become fields, and nothing is started for everybody", async () => {
    const template = JSON.stringify({ command: "node", env: { NOTES_KEY: "YOUR_NOTES_KEY", NOTES_LANG: "en" } });
    const row = await create({
      serverId: "own-notes",
      category: 5,
      allowUserInput: true,
      configTemplate: template,
      launchConfig: sealed(program({ NOTES_KEY: "YOUR_NOTES_KEY", NOTES_LANG: "en" })),
    });
    expect(row).toMatchObject({ allowUserInput: true, configTemplate: template });
    const { userFields, launch } = await wire.api.servers.get.query({ serverId: "own-notes" });
    expect(userFields).toMatchObject([
      {
        key: "notes_key",
        label: "NOTES_KEY",
        secret: true,
        required: true,
        placement: { in: "env", name: "NOTES_KEY" },
      },
    ]);
    expect(launch).toMatchObject({ envNames: ["NOTES_LANG"] });
    const users = (await wire.data(wire.owner, "GET_USERS", { role: 3 })).users as { userId: string; name: string }[];
    const uma = users.find(({ name }) => name === "uma")?.userId;
    const { capabilities } = await wire.data(wire.admin, "GET_USER_AVAILABLE_SERVERS_CAPABILITIES", { targetId: uma });
    expect((capabilities as Record<string, unknown>)["own-notes"]).toMatchObject({
      allowUserInput: true,
      configured: false,
      configTemplate: template,
      tools: {},
    });
    for (const configTemplate of [undefined, "{}", "no json", JSON.stringify({ env: {} })])
      expect(
        await wire.refusal(wire.owner, "CREATE_SERVER", {
          serverId: "y",
          category: 5,
          allowUserInput: true,
          configTemplate,
          launchConfig: sealed(program()),
        }),
      ).toBe("500 1001");
    expect(await wire.refusal(wire.owner, "UPDATE_SERVER", { serverId: "own-notes", allowUserInput: false })).toBe(
      "500 1001",
    );
  });
});

describe("changing servers", () => {
  test("capabilities: what is named is set, what is not stays, what does not exist is passed over", async () => {
    const set = (capabilities: unknown) =>
      wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", { targetId: "notes", capabilities });
    expect(
      await set({ tools: { delete_note: { enabled: false, dangerLevel: 2 }, nothing: { enabled: true } } }),
    ).toEqual({});
    let { tools } = await capabilitiesOf("notes");
    expect(tools.delete_note).toMatchObject({ enabled: false, dangerLevel: 2 });
    expect(tools.list_notes).toMatchObject({ enabled: true, dangerLevel: 0 });
    await set(JSON.stringify({ tools: { delete_note: { enabled: true } } }));
    for (const nothing of [{}, undefined, "", { tools: {} }]) await set(nothing);
    ({ tools } = await capabilitiesOf("notes"));
    expect(tools.delete_note).toMatchObject({ enabled: true, dangerLevel: 2 });
    expect(
      await wire.refusal(wire.admin, "UPDATE_SERVER_CAPABILITIES", {
        targetId: "notes",
        capabilities: { tools: { a: { dangerLevel: 9 } } },
      }),
    ).toBe("500 1001");
  });

  test("the same settings twice leave one record", async () => {
    const settings = { targetId: "notes", capabilities: { tools: { list_notes: { enabled: true, dangerLevel: 1 } } } };
    const count = async () =>
      (await wire.api.audit.list.query({ action: "server.set_capability", capability: "list_notes" })).rows.length;
    await wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", settings);
    const once = await count();
    await wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", settings);
    expect(await count()).toBe(once);
  });

  test("stopping is for Admins too, starting for Owners; both may be repeated", async () => {
    for (let i = 0; i < 2; i++) expect(await wire.data(wire.admin, "STOP_SERVER", { targetId: "notes" })).toEqual({});
    expect(await statusOf("notes")).toBeUndefined();
    expect(await wire.refusal(wire.admin, "START_SERVER", { targetId: "notes" })).toBe("500 1003");
    for (let i = 0; i < 2; i++) expect(await wire.data(wire.owner, "START_SERVER", { targetId: "notes" })).toEqual({});
    expect(await statusOf("notes")).toBe(0);
  });

  test("a start that fails says so, and connecting all names who failed", async () => {
    expect(await wire.refusal(wire.owner, "START_SERVER", { targetId: "off" })).toBe("500 1001");
    const { successServers, failedServers } = await wire.data(wire.owner, "CONNECT_ALL_SERVERS");
    expect(successServers).toEqual([]);
    expect((failedServers as Row[]).map(({ serverId }) => serverId)).toContain("off");
  });

  test("UPDATE_SERVER changes what is sent, and answers without template and transport", async () => {
    const { server } = await wire.data(wire.owner, "UPDATE_SERVER", {
      serverId: "notes",
      serverName: "Team notes",
      publicAccess: true,
      lazyStartEnabled: false,
      anonymousRateLimit: 20,
      launchConfig: "{}",
      category: 2,
      proxyId: 77,
    });
    expect(server).toMatchObject({
      serverName: "Team notes",
      publicAccess: true,
      lazyStartEnabled: false,
      anonymousRateLimit: 20,
      transportType: null,
      configTemplate: null,
      category: 5,
      proxyId: 0,
      enabled: true,
    });
    const entry = (
      (await wire.data(wire.admin, "GET_AVAILABLE_SERVERS_CAPABILITIES")).capabilities as Record<string, object>
    ).notes;
    expect(entry).toMatchObject({ enabled: true, configured: true, configTemplate: "{}" });
    expect(entry).toMatchObject({ category: 5, status: 0 });
  });

  test("anonymousAccess opens the server at /mcp/public, with the tools that only read", async () => {
    const change = (anonymousAccess: boolean) =>
      wire.data(wire.owner, "UPDATE_SERVER", { serverId: "notes", anonymousAccess });
    expect((await change(true)).server).toMatchObject({ anonymousAccess: true, anonymousRateLimit: 20 });
    const of = async () => {
      const { anonymousAccess, capabilities } = await wire.api.servers.get.query({ serverId: "notes" });
      return { anonymousAccess, tools: capabilities.filter(({ anonymous }) => anonymous).map(({ name }) => name) };
    };
    const opened = await of();
    expect(opened).toMatchObject({ anonymousAccess: true });
    expect(opened.tools).toContain("list_notes");
    expect(opened.tools).not.toContain("delete_note");
    expect((await change(false)).server).toMatchObject({ anonymousAccess: false });
    expect((await of()).anonymousAccess).toBe(false);
  });

  test("a new launch configuration connects anew; one that is refused leaves the old one in force (contract 7.1.5)", async () => {
    const other = sealed(program({ NOTES_KEY: "another" }));
    expect(await wire.data(wire.owner, "UPDATE_SERVER_LAUNCH_CMD", { targetId: "notes", launchConfig: other })).toEqual(
      {},
    );
    expect(await statusOf("notes")).toBe(0);
    const { rows: records } = await wire.api.audit.list.query({ action: "server.update", serverId: "notes" });
    expect(records[0]?.principalId).toBe("olga.owner");
    const shell = sealed(JSON.stringify({ command: "bash", args: ["-c", "true"] }));
    expect(await wire.refusal(wire.owner, "UPDATE_SERVER_LAUNCH_CMD", { targetId: "notes", launchConfig: shell })).toBe(
      "500 1001",
    );
    expect(await statusOf("notes")).toBe(0);
    expect(await wire.refusal(wire.owner, "UPDATE_SERVER_LAUNCH_CMD", { targetId: "notes", launchConfig: "{}" })).toBe(
      "500 1001",
    );
  });

  test("signing in to a provider again is not available, and says so without failing (2016), or by failing (2017)", async () => {
    const context = await wire.data(wire.owner, "GET_SERVER_OAUTH_REAUTH_CONTEXT", { serverId: "notes" });
    expect(context).toMatchObject({
      serverId: "notes",
      credentialSource: "custom",
      clientId: null,
      oAuthConfig: null,
      reauthorizeAvailable: false,
    });
    expect(context.missingFields).toContain("category");
    expect(
      await wire.refusal(wire.owner, "REAUTHORIZE_SERVER_OAUTH", { serverId: "notes", code: "c", redirectUri: "r" }),
    ).toBe("500 1001");
    expect(await wire.refusal(wire.owner, "GET_SERVER_OAUTH_REAUTH_CONTEXT", { serverId: "nobody" })).toBe("500 3001");
  });

  test("unknown servers are 3001", async () => {
    for (const action of [
      "START_SERVER",
      "STOP_SERVER",
      "UPDATE_SERVER_CAPABILITIES",
      "GET_SERVERS_CAPABILITIES",
    ] as const)
      expect([action, await wire.refusal(wire.owner, action, { targetId: "nobody" })]).toEqual([action, "500 3001"]);
    expect(await wire.refusal(wire.owner, "UPDATE_SERVER", { serverId: "nobody" })).toBe("500 3001");
    expect(await wire.refusal(wire.owner, "DELETE_SERVER", { serverId: "nobody" })).toBe("500 3001");
    expect(await rows({ serverId: "nobody" })).toEqual([]);
  });

  test("lists leave the cached columns out and can be filtered; removing is for Admins too", async () => {
    expect((await rows())[0]).not.toHaveProperty("cachedTools");
    await wire.data(wire.admin, "STOP_SERVER", { targetId: "off" });
    expect((await rows({ enabled: false })).map(({ serverId }) => serverId)).toEqual(["off"]);
    expect((await rows({ proxyId: 3 })).map(({ serverId }) => serverId)).toEqual(["CRM Europe/2"]);
    const { count } = await wire.data(wire.admin, "COUNT_SERVERS");
    expect(await wire.data(wire.admin, "DELETE_SERVER", { serverId: "off" })).toMatchObject({
      message: expect.any(String),
    });
    expect(await wire.data(wire.admin, "DELETE_SERVERS_BY_PROXY", { proxyId: 3 })).toEqual({ deletedCount: 1 });
    expect((await wire.data(wire.admin, "COUNT_SERVERS")).count).toBe((count as number) - 2);
  });
});
