import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, refusal } from "../create-test-core.ts";
import { ACCOUNT_SERVER, call, createWorld, FIELDS, fingerprintOf, isAlive, type World } from "./world.ts";

let world: World;
let owner: Api;
let uma: Api;
let ugo: Api;
beforeAll(async () => {
  world = await createWorld();
  ({ owner } = world);
  uma = (await world.as("uma")).api;
  ugo = (await world.as("ugo")).api;
});
afterAll(() => world.running.stop());

const configure = (api: Api, apiKey: string, more: { region?: string; folder?: string } = {}) =>
  api.userServers.configure.mutate({ serverId: "account", values: { apiKey, ...more } });

describe("a server that takes values of its users", () => {
  test("is saved without being started, and its catalogue comes from the first user whose values work", async () => {
    const before = await owner.servers.get.query({ serverId: "account" });
    expect(before).toMatchObject({ status: "sleeping", instances: { configured: 0, running: 0 }, capabilities: [] });
    expect(before.userFields?.map(({ key }) => key)).toEqual(["apiKey", "region", "folder"]);
    const configured = await configure(uma, "key-uma", { region: "eu", folder: "inbox-of-uma" });
    expect(configured).toMatchObject({
      isConfigured: true,
      values: { region: "eu" },
      storedSecrets: ["apiKey", "folder"],
      valuesOf: "own",
      status: "online",
    });
    const after = await owner.servers.get.query({ serverId: "account" });
    expect(after).toMatchObject({ status: "online", instances: { configured: 1, running: 1 } });
    expect(after.statusReason).toBe("It runs for one user.");
    expect(after.counts.tools).toBe(3);
  });

  test("A27: what an account holds is in nobody else's list; the definitions are everybody's", async () => {
    const { capabilities } = await owner.servers.get.query({ serverId: "account" });
    expect(capabilities.filter(({ kind }) => kind === "resource")).toEqual([]);
    expect(capabilities.filter(({ kind }) => kind === "template").map(({ name }) => name)).toEqual([
      "account://{folder}",
    ]);
    expect(JSON.stringify(await ugo.gateway.listTools.query({}))).toContain("account::fingerprint");
  });

  test("without values a call is refused, and the answer says where to enter them", async () => {
    expect(await refusal(call(ugo, "fingerprint"))).toBe("server.values_missing");
    await expect(call(ugo, "fingerprint")).rejects.toThrow(/in Desk or with `peta server configure account`/);
  });

  test("A10, A27: two users' calls never share an instance, and each gets its own environment and arguments", async () => {
    await configure(ugo, "key-ugo", { region: "us" });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const [api, key] = n % 2 === 0 ? ([uma, "key-uma"] as const) : ([ugo, "key-ugo"] as const);
        return { key, ...(await call(api, "fingerprint")) };
      }),
    );
    for (const { key, account } of answers) expect(account).toBe(fingerprintOf(key));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
    const [hers, his] = [await call(uma, "environment"), await call(ugo, "environment")];
    expect([hers.env.API_KEY, hers.env.REGION, hers.args]).toEqual(["key-uma", "eu", ["--folder", "inbox-of-uma"]]);
    expect([his.env.API_KEY, his.env.REGION, his.args]).toEqual(["key-ugo", "us", []]);
    expect(JSON.stringify(his)).not.toContain("uma");
  });

  test("changed values start it anew; a secret that is left out stays, everything else is replaced", async () => {
    const before = await call(uma, "environment");
    const view = await uma.userServers.configure.mutate({ serverId: "account", values: { region: "us" } });
    expect(view).toMatchObject({ values: { region: "us" }, storedSecrets: ["apiKey", "folder"] });
    const after = await call(uma, "environment");
    expect([after.env.API_KEY, after.env.REGION]).toEqual(["key-uma", "us"]);
    expect(after.pid).not.toBe(before.pid);
    await expect.poll(() => isAlive(before.pid)).toBe(false);
  });

  test("values that do not work are refused with the server's own fault, and what was stored stays", async () => {
    expect(await refusal(configure(uma, "wrong"))).toBe("server.start_failed");
    await expect(configure(uma, "wrong")).rejects.toThrow(/did not start with these values, and nothing was stored/);
    expect((await call(uma, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
  });

  test("without a test nothing is started, and the first call finds out", async () => {
    await ugo.userServers.configure.mutate({ serverId: "account", values: { apiKey: "wrong" }, test: false });
    expect(await refusal(call(ugo, "fingerprint"))).toBe("server.start_failed");
    const [view] = await ugo.userServers.list.query({});
    expect(view).toMatchObject({ isConfigured: true, valuesOf: "own" });
    expect(["offline", "error"]).toContain(view?.status);
    await configure(ugo, "key-ugo");
    expect((await call(ugo, "fingerprint")).account).toBe(fingerprintOf("key-ugo"));
  });

  test("A37: a tool that is new or other for one account is switched off for everybody until somebody has looked", async () => {
    await configure(ugo, "key-ugo-admin-odd");
    const { capabilities, statusReason } = await owner.servers.get.query({ serverId: "account" });
    const tools = capabilities.filter(({ kind }) => kind === "tool");
    expect(
      tools
        .filter(({ enabled }) => !enabled)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["greet", "wipe"]);
    expect(statusReason).toContain("Review them and switch them on.");
    expect(await refusal(call(uma, "greet"))).toBe("capability.not_found");
    // What an account may not see is not gone for the others.
    await configure(ugo, "key-ugo");
    const again = await owner.servers.get.query({ serverId: "account" });
    expect(again.capabilities.map(({ name }) => name)).toContain("wipe");
  });

  test("taking values back ends the instance at once; doing it twice is no error", async () => {
    const { pid } = await call(ugo, "fingerprint");
    const view = await ugo.userServers.unconfigure.mutate({ serverId: "account" });
    expect(view).toMatchObject({ isConfigured: false, values: {}, storedSecrets: [], valuesOf: "none" });
    expect(isAlive(pid)).toBe(false);
    expect(await refusal(call(ugo, "fingerprint"))).toBe("server.values_missing");
    await ugo.userServers.unconfigure.mutate({ serverId: "account" });
    expect((await call(uma, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
  });
});

describe("an agent", () => {
  let bot: Api;
  beforeAll(async () => {
    await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "uma" });
    bot = (await world.as("bot")).api;
  });

  test("A10: has no values of its owner's that are not shared, and is told that it needs a person", async () => {
    await expect(call(bot, "fingerprint")).rejects.toThrow(/needs a person/);
    expect(await refusal(call(bot, "fingerprint"))).toBe("server.values_missing");
  });

  test("runs with its owner's values once they are shared, and no longer when that is taken back", async () => {
    const share = (shareWithAgents: boolean) =>
      uma.userServers.configure.mutate({ serverId: "account", values: {}, shareWithAgents });
    expect((await share(true)).shareWithAgents).toBe(true);
    expect((await call(bot, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
    expect(await uma.userServers.list.query({ principalId: "bot" })).toMatchObject([
      { isConfigured: false, valuesOf: "owner", values: {}, storedSecrets: [] },
    ]);
    await share(false);
    expect(await refusal(call(bot, "fingerprint"))).toBe("server.values_missing");
  });

  test("runs with values that its owner has entered for it, in an instance of its own", async () => {
    await uma.userServers.configure.mutate({ serverId: "account", principalId: "bot", values: { apiKey: "key-bot" } });
    const [its, hers] = [await call(bot, "fingerprint"), await call(uma, "fingerprint")];
    expect(its.account).toBe(fingerprintOf("key-bot"));
    expect(its.pid).not.toBe(hers.pid);
    await uma.userServers.unconfigure.mutate({ serverId: "account", principalId: "bot" });
    expect(isAlive(its.pid)).toBe(false);
  });
});

describe("who may do what", () => {
  test("A24: nobody enters, sees or takes back what is somebody else's", async () => {
    const about = { serverId: "account", principalId: "uma" };
    expect(await refusal(ugo.userServers.configure.mutate({ ...about, values: { apiKey: "key-x" } }))).toBe(
      "auth.forbidden",
    );
    expect(await refusal(ugo.userServers.unconfigure.mutate(about))).toBe("auth.forbidden");
    expect(await refusal(ugo.userServers.list.query({ principalId: "uma" }))).toBe("auth.forbidden");
    expect(await refusal(ugo.userServers.list.query({ principalId: "nobody" }))).toBe("auth.forbidden");
  });

  test("an administrator sees whether somebody has values, never what; may take them back, never enter them", async () => {
    expect(await owner.userServers.list.query({ principalId: "uma" })).toMatchObject([
      { isConfigured: true, values: {}, storedSecrets: [], statusReason: null },
    ]);
    expect(
      await refusal(
        owner.userServers.configure.mutate({ serverId: "account", principalId: "uma", values: { apiKey: "key-x" } }),
      ),
    ).toBe("auth.forbidden");
    await owner.userServers.unconfigure.mutate({ serverId: "account", principalId: "uma" });
    expect(await refusal(call(uma, "fingerprint"))).toBe("server.values_missing");
    await configure(uma, "key-uma");
  });

  test("A26: a server that one may not use does not exist", async () => {
    await owner.permissions.set.mutate({ principalId: "ugo", serverId: "account", enabled: false });
    expect(await ugo.userServers.list.query({})).toEqual([]);
    expect(await refusal(configure(ugo, "key-ugo"))).toBe("server.not_found");
    expect(await refusal(ugo.userServers.unconfigure.mutate({ serverId: "account" }))).toBe("server.not_found");
    expect(await refusal(ugo.userServers.configure.mutate({ serverId: "nowhere", values: {} }))).toBe(
      "server.not_found",
    );
    // What was entered before can be taken back all the same.
    await owner.permissions.set.mutate({ principalId: "uma", serverId: "account", enabled: false });
    expect((await uma.userServers.unconfigure.mutate({ serverId: "account" })).isConfigured).toBe(false);
    await owner.permissions.set.mutate({ principalId: "uma", serverId: "account", enabled: null });
    await configure(uma, "key-uma");
    await owner.permissions.set.mutate({ principalId: "ugo", serverId: "account", enabled: null });
  });

  test.each([
    [{}, /"API key" \(apiKey\) is missing/],
    [{ apiKey: "key-1", region: "mars" }, /must be one of: eu, us/],
    [{ apiKey: "key-1", other: "x" }, /has no field "other"/],
    [{ apiKey: "key-1\0" }, /\(apiKey\) holds a character/],
  ])(
    "values that do not fit are refused with the field's name: %j",
    async (values: Record<string, string>, problem) => {
      const attempt = () => ugo.userServers.configure.mutate({ serverId: "account", values });
      expect(await refusal(attempt())).toBe("server.values_invalid");
      await expect(attempt()).rejects.toThrow(problem);
    },
  );

  test("a server without fields takes no values", async () => {
    await owner.servers.add.mutate({
      serverId: "shared",
      launch: { transport: "http", url: "http://127.0.0.1:1/mcp" },
      publicAccess: true,
      allowUnreachable: true,
    });
    expect(await refusal(uma.userServers.configure.mutate({ serverId: "shared", values: {} }))).toBe(
      "server.not_configurable",
    );
  });
});

describe("what an administrator changes", () => {
  const launch = (args: string[]) => ({ transport: "stdio" as const, command: process.execPath, args });

  test("A7: switching a person off ends their instance within a second, for their agents too", async () => {
    await uma.userServers.configure.mutate({ serverId: "account", values: {}, shareWithAgents: true });
    const bot = (await world.as("bot")).api;
    const { pid } = await call(bot, "fingerprint");
    await owner.principals.update.mutate({ principalId: "uma", status: "disabled" });
    await expect.poll(() => isAlive(pid), { timeout: 1_000 }).toBe(false);
    // Nor does the agent act any more while nobody answers for it.
    expect(await refusal(call(bot, "fingerprint"))).toBe("auth.invalid_token");
    await owner.principals.update.mutate({ principalId: "uma", status: "active" });
    expect((await call(bot, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
  });

  test("other arguments start it anew with the same values", async () => {
    await configure(uma, "key-uma", { folder: "inbox-of-uma" });
    const before = await call(uma, "environment");
    await owner.servers.update.mutate({ serverId: "account", launch: launch([ACCOUNT_SERVER, "--verbose"]) });
    const after = await call(uma, "environment");
    expect(after.args).toEqual(["--verbose", "--folder", "inbox-of-uma"]);
    expect(after.pid).not.toBe(before.pid);
    expect(isAlive(before.pid)).toBe(false);
  });

  test("another program gets no values that were entered for this one", async () => {
    const elsewhere = { transport: "stdio" as const, command: "node", args: [ACCOUNT_SERVER] };
    await owner.servers.update.mutate({ serverId: "account", launch: elsewhere });
    await expect(call(uma, "fingerprint")).rejects.toThrow(/was moved since its values were entered/);
    expect(await uma.userServers.list.query({})).toMatchObject([{ isConfigured: false, storedSecrets: [] }]);
    expect(await refusal(uma.userServers.configure.mutate({ serverId: "account", values: {} }))).toBe(
      "server.values_invalid",
    );
    await owner.servers.update.mutate({ serverId: "account", launch: launch([ACCOUNT_SERVER]) });
    expect((await call(uma, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
  });

  test("a new required field asks for the values again", async () => {
    const added = { key: "team", label: "Team", placement: { in: "env" as const, name: "TEAM" } };
    await owner.servers.update.mutate({ serverId: "account", userFields: [...FIELDS, added] });
    expect(await refusal(call(uma, "fingerprint"))).toBe("server.values_missing");
    await owner.servers.update.mutate({ serverId: "account", userFields: FIELDS });
    expect((await call(uma, "fingerprint")).account).toBe(fingerprintOf("key-uma"));
  });

  test("switching the server off ends every instance; values stay", async () => {
    const { pid } = await call(uma, "fingerprint");
    await owner.servers.update.mutate({ serverId: "account", enabled: false });
    expect(isAlive(pid)).toBe(false);
    expect(await refusal(configure(uma, "key-other"))).toMatch(/^server\.(?:disabled|not_found)$/);
    await owner.servers.update.mutate({ serverId: "account", enabled: true });
    const account = () => call(uma, "fingerprint").then((answer) => answer.account, String);
    await expect.poll(account, { timeout: 1_000 }).toBe(fingerprintOf("key-uma"));
  });

  test("taking the fields away removes every value, and the server runs once for everybody", async () => {
    const { pid } = await call(uma, "fingerprint");
    const shared = { ...launch([ACCOUNT_SERVER]), env: { API_KEY: "key-of-everybody" } };
    const changed = await owner.servers.update.mutate({ serverId: "account", userFields: null, launch: shared });
    expect(changed).toMatchObject({ userFields: null, instances: null, status: "online" });
    expect(isAlive(pid)).toBe(false);
    expect(await uma.userServers.list.query({})).toEqual([]);
    const [hers, his] = [await call(uma, "fingerprint"), await call(ugo, "fingerprint")];
    expect([hers.account, hers.pid]).toEqual([fingerprintOf("key-of-everybody"), his.pid]);
    await owner.servers.update.mutate({ serverId: "account", userFields: FIELDS, launch: launch([ACCOUNT_SERVER]) });
    expect(isAlive(hers.pid)).toBe(false);
    expect(await refusal(call(uma, "fingerprint"))).toBe("server.values_missing");
  });

  test("removing a person or the server removes values and ends what runs with them", async () => {
    await configure(uma, "key-uma");
    await configure(ugo, "key-ugo");
    const [hers, his] = [await call(uma, "fingerprint"), await call(ugo, "fingerprint")];
    await owner.principals.remove.mutate({ principalId: "ugo" });
    await expect.poll(() => isAlive(his.pid), { timeout: 1_000 }).toBe(false);
    expect((await owner.servers.get.query({ serverId: "account" })).instances).toEqual({ configured: 1, running: 1 });
    await owner.servers.remove.mutate({ serverId: "account" });
    expect(isAlive(hers.pid)).toBe(false);
    await owner.servers.add.mutate({
      serverId: "account",
      launch: launch([ACCOUNT_SERVER]),
      publicAccess: true,
      userFields: FIELDS,
    });
    expect(await refusal(call(uma, "fingerprint"))).toBe("capability.not_found");
    expect(await uma.userServers.list.query({})).toMatchObject([{ isConfigured: false }]);
  });
});
