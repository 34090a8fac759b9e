import type { ServerSettings, UserField } from "@peta/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import { addInput, callerOf, createServersKit, type ServersKit, settle, WORKSPACE } from "./twins/servers-kit.ts";

const FIELDS: UserField[] = [
  { key: "key", label: "Key", type: "text", secret: true, required: true, placement: { in: "env", name: "KEY" } },
];
const admin = callerOf();

let kit: ServersKit;
async function setUp(limits: Parameters<typeof createServersKit>[0] = {}) {
  kit = createServersKit(limits);
  await kit.servers.start();
  await kit.servers.add(admin, { ...addInput("files"), userFields: FIELDS });
}
beforeEach(() => setUp());

/** A person of the workspace; `ann` is the kit's own caller. */
const person = (handle: string): Caller => {
  const principal = { ...admin.principal, id: `prn_${handle}`, handle, role: "user" as const };
  kit.principals.set(handle, principal);
  return { ...admin, principal };
};
const configure = (caller: Caller, key: string, more: { test?: boolean; shareWithAgents?: boolean } = {}) =>
  kit.servers.userServers.configure(caller, {
    serverId: "files",
    values: { key },
    shareWithAgents: false,
    test: true,
    ...more,
  });
const request = (caller: Caller, ownerId: string | null = null) =>
  kit.servers.link.request(
    WORKSPACE,
    "files",
    "tools/call",
    { name: "echo" },
    { timeoutMs: 60_000, onBehalfOf: { principalId: caller.principal.id, ownerId } },
  );
const running = () => kit.twin.connections.filter(({ isClosed }) => !isClosed);
const keyOf = (index: number) => {
  const launch = running()[index]?.launch;
  return launch?.transport === "stdio" ? launch.env.KEY : undefined;
};
const answerAll = () => {
  for (const { calls } of kit.twin.connections)
    for (const call of calls.splice(0)) call.answer({ kind: "result", result: {} });
};
async function ask(caller: Caller, ownerId: string | null = null) {
  const answer = request(caller, ownerId);
  answer.catch(() => {});
  await settle();
  answerAll();
  return answer;
}

describe("instances of one server", () => {
  test("run while their user uses them, and are stopped after the idle time, each for itself", async () => {
    await setUp({ userIdleStopMs: 60_000 });
    const [uma, ugo] = [person("uma"), person("ugo")];
    await configure(uma, "k-uma");
    await configure(ugo, "k-ugo");
    kit.clock.advance(40_000);
    await ask(uma);
    kit.clock.advance(30_000);
    await settle();
    expect(running()).toHaveLength(1);
    expect(keyOf(0)).toBe("k-uma");
    kit.clock.advance(60_000);
    await settle();
    expect(running()).toHaveLength(0);
    expect((await kit.servers.get(admin, "files")).status).toBe("sleeping");
    await ask(ugo);
    expect([running().length, keyOf(0)]).toEqual([1, "k-ugo"]);
  });

  test("are not stopped while a request is under way", async () => {
    await setUp({ userIdleStopMs: 60_000 });
    const uma = person("uma");
    await configure(uma, "k");
    const slow = request(uma);
    await settle();
    kit.clock.advance(200_000);
    await settle();
    expect(running()).toHaveLength(1);
    answerAll();
    await slow;
  });

  test("a restart ends all of them, and each starts again with its own user's values (A10)", async () => {
    const [uma, ugo] = [person("uma"), person("ugo")];
    await configure(uma, "k-uma");
    await configure(ugo, "k-ugo");
    await kit.servers.restart(admin, "files");
    expect(running()).toHaveLength(0);
    await ask(ugo);
    expect([running().length, keyOf(0)]).toEqual([1, "k-ugo"]);
  });

  test.each<[string, ServerSettings, string[]]>([
    ["another era", { era: "legacy" }, []],
    ["other questions", { questions: [] }, []],
    ["another way to share", { connection: "per-session" }, []],
    ["another time for a call", { callTimeoutMs: 1_000 }, ["k-uma"]],
  ])("%s in the settings: what it asks for holds for the instances too", async (_what, settings, left) => {
    const uma = person("uma");
    await configure(uma, "k-uma");
    await kit.servers.update(admin, { serverId: "files", settings });
    expect(running().map((_, index) => keyOf(index))).toEqual(left);
    await ask(uma);
    expect(kit.twin.latest.options.era).toBe(settings.era);
  });

  test("one is warm for the user who begins a session, and for nobody else", async () => {
    const [uma, ugo, nobody] = [person("uma"), person("ugo"), person("nobody")];
    await configure(uma, "k-uma", { test: false });
    await configure(ugo, "k-ugo", { test: false });
    await kit.servers.update(admin, { serverId: "files", settings: { warmUp: true } });
    kit.servers.warmUp(nobody.principal);
    await settle();
    expect(running()).toHaveLength(0);
    kit.servers.warmUp(uma.principal);
    await settle();
    expect([running().length, keyOf(0)]).toEqual([1, "k-uma"]);
  });

  test("the log has what was said with them, and no line that one of them printed", async () => {
    const uma = person("uma");
    await configure(uma, "k-uma");
    kit.twin.latest.options.onStderrLine?.("signed in as uma@example.com");
    kit.twin.latest.options.onTraffic?.("sent", { id: 1, method: "tools/call" }, 50);
    const entries = await kit.servers.readLog(admin, { serverId: "files" });
    expect(entries.some(({ kind }) => kind === "message")).toBe(true);
    expect(JSON.stringify(entries)).not.toContain("uma");
  });

  test("are bounded: the one that was idle longest gives way, and without one the newcomer waits", async () => {
    await setUp({ maxUserInstances: 2 });
    const [uma, ugo, ada] = [person("uma"), person("ugo"), person("ada")];
    for (const caller of [uma, ugo, ada]) await configure(caller, `k-${caller.principal.handle}`, { test: false });
    await ask(uma);
    kit.clock.advance(1_000);
    await ask(ugo);
    kit.clock.advance(1_000);
    await ask(ada);
    expect([keyOf(0), keyOf(1)]).toEqual(["k-ugo", "k-ada"]);
    const busy = [request(ugo), request(ada)];
    await settle();
    await expect(request(uma)).rejects.toMatchObject({ code: "server.busy", retryAfterSeconds: 5 });
    await expect(configure(uma, "k-other")).rejects.toMatchObject({ code: "server.busy" });
    answerAll();
    await Promise.all(busy);
    await ask(uma);
    expect(running()).toHaveLength(2);
  });

  test("A35: values are tried out one at a time for each user, and a try takes a place like a running instance", async () => {
    await setUp({ maxUserInstances: 2 });
    const [uma, ugo, ada] = [person("uma"), person("ugo"), person("ada")];
    let open = (): void => {};
    kit.twin.gate = new Promise((resolve) => (open = resolve));
    const trying = [configure(uma, "k-1"), configure(ugo, "k-2")];
    await settle();
    await expect(configure(uma, "k-3")).rejects.toMatchObject({ code: "server.busy" });
    await expect(configure(ada, "k-4")).rejects.toMatchObject({ code: "server.busy" });
    kit.twin.failures = [new CoreError("server.start_failed", "no")];
    open();
    const [first, second] = await Promise.allSettled(trying);
    expect([first?.status, second?.status].sort()).toEqual(["fulfilled", "rejected"]);
    await configure(uma, "k-5");
    await configure(ada, "k-6");
    expect(running().length).toBeLessThanOrEqual(2);
  });

  test("one user's values that fail stop nobody else, and are tried again after the pause", async () => {
    const [uma, ugo] = [person("uma"), person("ugo")];
    await configure(uma, "k-uma", { test: false });
    await configure(ugo, "k-ugo", { test: false });
    kit.twin.failures.push(new CoreError("server.start_failed", "It does not start."));
    await expect(request(uma)).rejects.toMatchObject({ code: "server.start_failed" });
    await ask(ugo);
    await expect(request(uma)).rejects.toMatchObject({ code: "server.start_failed", retryAfterSeconds: 1 });
    const detail = await kit.servers.get(admin, "files");
    expect(detail).toMatchObject({
      status: "online",
      statusReason: "It runs for one user. It does not start for one user.",
    });
    kit.clock.advance(1_000);
    await ask(uma);
    expect((await kit.servers.get(admin, "files")).statusReason).toBe("It runs for 2 users.");
  });

  test("A7: end when who has values cannot be found out after a change", async () => {
    const uma = person("uma");
    await configure(uma, "k");
    kit.values.failure = new CoreError("database.unavailable", "down");
    kit.events.publish({ type: "principals.changed", workspaceId: WORKSPACE, principalId: uma.principal.id });
    await settle();
    expect(running()).toHaveLength(0);
    await expect(request(uma)).rejects.toMatchObject({ code: "database.unavailable" });
    kit.values.failure = null;
    await ask(uma);
  });

  test("A7: end when another process tells that values were taken back or changed", async () => {
    const uma = person("uma");
    await configure(uma, "k");
    for (const row of kit.values.rows.values()) kit.values.rows.set("moved", { ...row, revision: "val_other" });
    kit.events.publish({
      type: "server_values.changed",
      workspaceId: WORKSPACE,
      serverId: "files",
      principalId: uma.principal.id,
    });
    kit.values.rows.clear();
    await settle();
    expect(running()).toHaveLength(0);
    await expect(request(uma)).rejects.toMatchObject({ code: "server.values_missing" });
  });

  test("A10: a call on behalf of nobody runs with nobody's values", async () => {
    await configure(person("uma"), "k");
    await expect(
      kit.servers.link.request(WORKSPACE, "files", "tools/call", { name: "echo" }, { timeoutMs: 1_000 }),
    ).rejects.toMatchObject({ code: "server.values_missing" });
  });

  test("A10: an agent runs with its owner's values only where they are shared; its own come first", async () => {
    const uma = person("uma");
    await configure(uma, "k-uma");
    const bot = person("bot");
    kit.principals.set("bot", { ...bot.principal, kind: "agent", ownerId: uma.principal.id });
    await expect(request(bot, uma.principal.id)).rejects.toThrow(/needs a person.*http:\/\/core\.test/);
    await configure(uma, "k-uma", { shareWithAgents: true });
    await ask(bot, uma.principal.id);
    expect([running().length, keyOf(0)]).toEqual([1, "k-uma"]);
    await kit.servers.userServers.configure(uma, {
      serverId: "files",
      principalId: "bot",
      values: { key: "k-bot" },
      shareWithAgents: true,
      test: false,
    });
    await ask(bot, uma.principal.id);
    expect([running().length, keyOf(1)]).toEqual([2, "k-bot"]);
    await expect(request(person("eve"), bot.principal.id)).rejects.toMatchObject({ code: "server.values_missing" });
  });
});

describe("values that are tried out", () => {
  test("serve their user without a second start", async () => {
    const uma = person("uma");
    expect(await configure(uma, "k")).toMatchObject({ status: "online", isConfigured: true });
    await ask(uma);
    expect(kit.twin.connections).toHaveLength(1);
    expect(kit.twin.connections[0]?.options.secrets).toEqual(["k"]);
  });

  test("leave nothing running and nothing stored when they fail, or when they cannot be stored", async () => {
    const uma = person("uma");
    kit.twin.failures.push(new CoreError("server.unreachable", "HTTP 401."));
    await expect(configure(uma, "k")).rejects.toMatchObject({
      code: "server.unreachable",
      message: "The server did not start with these values, and nothing was stored. HTTP 401.",
    });
    const { put } = kit.values;
    kit.values.put = () => Promise.reject(new CoreError("database.unavailable", "down"));
    await expect(configure(uma, "k")).rejects.toMatchObject({ code: "database.unavailable" });
    kit.values.put = put;
    expect(running()).toHaveLength(0);
    expect(kit.values.rows.size).toBe(0);
    expect(kit.actions().filter((action) => action.startsWith("server.configure"))).toEqual([
      "server.configure allowed",
      "server.configure failed",
      "server.configure allowed",
      "server.configure failed",
    ]);
  });

  test("nothing happens that cannot be recorded", async () => {
    const uma = person("uma");
    await configure(uma, "k");
    kit.auditFailure = new CoreError("audit.unavailable", "down");
    await expect(configure(uma, "other")).rejects.toMatchObject({ code: "audit.unavailable" });
    await expect(kit.servers.userServers.unconfigure(uma, { serverId: "files" })).rejects.toMatchObject({
      code: "audit.unavailable",
    });
    kit.auditFailure = null;
    expect([running().length, keyOf(0)]).toEqual([1, "k"]);
  });

  test("do not go on serving when the server was pointed elsewhere while they were tried", async () => {
    const uma = person("uma");
    let open = (): void => {};
    kit.twin.gate = new Promise((resolve) => (open = resolve));
    const configuring = configure(uma, "k");
    await settle();
    await kit.servers.update(admin, {
      serverId: "files",
      launch: { ...addInput("files").launch, args: ["--other"] },
    });
    kit.twin.gate = null;
    open();
    await configuring;
    expect(running()).toHaveLength(0);
    await ask(uma);
    expect(running()[0]?.launch).toMatchObject({ args: ["--other"], env: { KEY: "k" } });
  });

  test("of two first users at once, the second one's tools are compared with the first one's (A37)", async () => {
    const [uma, ugo] = [person("uma"), person("ugo")];
    await Promise.all([configure(uma, "k-uma"), configure(ugo, "k-ugo")]);
    const { capabilities } = await kit.servers.get(admin, "files");
    expect(capabilities.map(({ name, enabled }) => [name, enabled])).toEqual([["echo", true]]);
    expect(kit.actions()).not.toContain("server.tools_quarantined denied");
  });
});

describe("the catalogue of a server with users' values", () => {
  test("is read anew with the administrator's own values, or from an instance that runs; else nobody can", async () => {
    await expect(kit.servers.refresh(admin, "files")).rejects.toMatchObject({ code: "server.values_missing" });
    await configure(person("uma"), "k-uma");
    kit.twin.lists["tools/list"] = { tools: [] };
    expect((await kit.servers.refresh(admin, "files")).counts.tools).toBe(0);
    await configure(admin, "k-ann", { test: false });
    await kit.servers.refresh(admin, "files");
    expect(keyOf(1)).toBe("k-ann");
  });

  test("Core starts nothing by itself, not even after a restart", async () => {
    const uma = person("uma");
    await configure(uma, "k");
    const again = createServersKit();
    for (const [key, row] of kit.store.rows) again.store.rows.set(key, row);
    for (const [key, row] of kit.values.rows) again.values.rows.set(key, row);
    kit = again;
    await kit.servers.start();
    await settle();
    expect(kit.twin.connections).toHaveLength(0);
    expect(await kit.servers.get(admin, "files")).toMatchObject({
      status: "sleeping",
      instances: { configured: 1, running: 0 },
    });
    await ask(uma);
    expect(keyOf(0)).toBe("k");
  });
});
