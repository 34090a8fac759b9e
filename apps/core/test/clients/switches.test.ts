import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusal } from "../create-test-core.ts";
import { connect, createWorld, type World } from "./world.ts";

let world: World;
let claude: Awaited<ReturnType<World["tokenOf"]>>;
let cursor: Awaited<ReturnType<World["tokenOf"]>>;
/** Another credential of the same person: what they decide with. */
let uma: Awaited<ReturnType<World["tokenOf"]>>["api"];
beforeAll(async () => {
  world = await createWorld();
  claude = await world.tokenOf("uma", "Claude");
  cursor = await world.tokenOf("uma", "Cursor");
  ({ api: uma } = await world.tokenOf("uma", "Desk"));
});
afterAll(() => world.running.stop());

type Change = {
  enabled?: boolean | null;
  dangerLevel?: 0 | 1 | 2 | 3 | null;
  kind?: "tool" | "resource" | "template" | "prompt";
};
const set = (clientKey: string, name: string | null, { kind = "tool", ...change }: Change, api = uma) =>
  api.clients.setSwitch.mutate({
    clientKey,
    serverId: "notes",
    ...(name !== null && { capability: { kind, name } }),
    ...change,
  });
const capabilitiesOf = async (clientKey: string) =>
  (await uma.clients.capabilities.query({ clientKey })).servers[0]?.capabilities ?? [];
const find = async (clientKey: string, name: string) =>
  (await capabilitiesOf(clientKey)).find((capability) => capability.name === name);

beforeEach(async () => {
  for (const clientKey of [claude.tokenId, cursor.tokenId, "*"]) {
    await set(clientKey, null, { enabled: null });
    for (const name of ["add_note", "delete_note"]) await set(clientKey, name, { enabled: null, dangerLevel: null });
  }
});

describe("what a person switches off for one client", () => {
  test("A7: goes from that client's list within a second and is refused at the next call; other clients hear nothing", async () => {
    const [one, other] = [await connect(world.mcp, claude.token), await connect(world.mcp, cursor.token)];
    expect(await one.tools()).toContain("notes__add_note");
    const started = performance.now();
    const { stored, note, capabilities } = await set(claude.tokenId, "add_note", { enabled: false });
    expect([stored, note]).toEqual([true, null]);
    expect(capabilities.servers[0]?.capabilities.find(({ name }) => name === "add_note")).toMatchObject({
      enabled: false,
      effect: "deny",
    });
    expect(await one.stream.next()).toMatchObject({ method: "notifications/tools/list_changed" });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await one.tools()).not.toContain("notes__add_note");
    expect((await one.call("notes__add_note", { title: "t", text: "x" })).body.error?.code).toBe(-32602);
    expect(await other.tools()).toContain("notes__add_note");
    expect((await other.call("notes__add_note", { title: "t", text: "x" })).body.result?.isError).not.toBe(true);
    // The next thing that the other client hears of is about itself.
    await set(cursor.tokenId, null, { enabled: false });
    expect(await other.stream.next()).toMatchObject({ method: expect.stringMatching(/list_changed$/) as string });
    expect(await other.tools()).toEqual([]);
    const [view] = (await uma.clients.list.query({})).filter(({ clientKey }) => clientKey === claude.tokenId);
    expect(view?.restrictions).toBe(1);
  });

  test("what a rule decides call by call is no denial, and can be switched off like anything else", async () => {
    const { version } = await world.owner.policies.get.query();
    const rules = [
      {
        id: "short",
        priority: 1,
        match: { capabilities: ["add_note"] },
        when: 'args.text == "x"',
        effect: "approve" as const,
      },
    ];
    const saved = await world.owner.policies.save.mutate({ version, rules });
    const client = await connect(world.mcp, claude.token);
    expect(await client.tools()).toContain("notes__add_note");
    expect(await find(claude.tokenId, "add_note")).toMatchObject({ enabled: null, dependsOnCall: true });
    await set(claude.tokenId, "add_note", { enabled: false });
    expect(await find(claude.tokenId, "add_note")).toMatchObject({
      enabled: false,
      effect: "deny",
      dependsOnCall: false,
    });
    expect(await client.tools()).not.toContain("notes__add_note");
    await world.owner.policies.save.mutate({ version: saved.version, rules: [] });
  });

  test("resources, templates and prompts are switched off alike", async () => {
    const client = await connect(world.mcp, claude.token);
    const [resource, template, prompt] = await Promise.all([client.resources(), client.templates(), client.prompts()]);
    const all = await capabilitiesOf(claude.tokenId);
    for (const kind of ["resource", "template", "prompt"] as const) {
      const name = all.find((one) => one.kind === kind)?.name ?? "";
      expect((await set(claude.tokenId, name, { kind, enabled: false })).stored).toBe(true);
    }
    expect(await client.resources()).toHaveLength(resource.length - 1);
    expect(await client.templates()).toHaveLength(template.length - 1);
    expect(await client.prompts()).toHaveLength(prompt.length - 1);
    for (const kind of ["resource", "template", "prompt"] as const) {
      const name = all.find((one) => one.kind === kind)?.name ?? "";
      await set(claude.tokenId, name, { kind, enabled: null });
    }
    expect(await client.prompts()).toEqual(prompt);
  });

  test("for every client (*) holds for each, and what one client says cannot take it back", async () => {
    await set("*", "delete_note", { enabled: false });
    for (const { token } of [claude, cursor])
      expect(await (await connect(world.mcp, token)).tools()).not.toContain("notes__delete_note");
    const { stored, note } = await set(claude.tokenId, "delete_note", { enabled: true });
    expect(stored).toBe(true);
    expect(note).toMatch(/stays off.*every client/);
    expect(await (await connect(world.mcp, claude.token)).tools()).not.toContain("notes__delete_note");
    expect((await find("*", "delete_note"))?.enabled).toBe(false);
    await set("*", null, { enabled: false });
    expect((await set(claude.tokenId, null, { enabled: true })).note).toMatch(/switched off for every client/);
    expect(await (await connect(world.mcp, cursor.token)).tools()).toEqual([]);
  });

  test("is taken back, and the client hears of it", async () => {
    await set(claude.tokenId, "add_note", { enabled: false });
    const client = await connect(world.mcp, claude.token);
    await set(claude.tokenId, "add_note", { enabled: null });
    expect(await client.stream.next()).toMatchObject({ method: "notifications/tools/list_changed" });
    expect(await client.tools()).toContain("notes__add_note");
    expect(await find(claude.tokenId, "add_note")).toMatchObject({ enabled: null, effect: "allow" });
  });

  test("a danger level is raised for one client, and never set below the administrator's", async () => {
    const setting = { serverId: "notes", kind: "tool" as const, name: "add_note" };
    await world.owner.servers.setCapability.mutate({ ...setting, dangerLevel: 1 });
    await expect.poll(async () => (await find(claude.tokenId, "add_note"))?.baseDangerLevel).toBe(1);
    await set(claude.tokenId, "add_note", { dangerLevel: 2 });
    expect(await find(claude.tokenId, "add_note")).toMatchObject({ dangerLevel: 2, effect: "require_approval" });
    expect(await find(cursor.tokenId, "add_note")).toMatchObject({ dangerLevel: 1, effect: "allow" });
    await set("*", "add_note", { dangerLevel: 3 });
    expect(await find(claude.tokenId, "add_note")).toMatchObject({ dangerLevel: 3 });
    const lower = () => set(claude.tokenId, "add_note", { dangerLevel: 0 });
    expect(await refusal(lower())).toBe("input.invalid");
    await expect(lower()).rejects.toThrow(/An administrator has set .*level 1 \(notify\).*never lower it/);
    await world.owner.servers.setCapability.mutate({ ...setting, dangerLevel: 0 });
  });
});

describe("what a person may not do", () => {
  test("switching on what an administrator switched off stores nothing and says so; as for what is not there (A26)", async () => {
    const capability = { kind: "tool" as const, name: "delete_note" };
    await world.owner.permissions.set.mutate({ principalId: "uma", serverId: "notes", capability, enabled: false });
    const outcome = await set(claude.tokenId, "delete_note", { enabled: true });
    expect(outcome.stored).toBe(false);
    expect(outcome.note).toMatch(/an administrator has switched it off. Nothing was stored/);
    const made = await set(claude.tokenId, "made_up", { enabled: true });
    expect(made.note?.replace("made_up", "delete_note")).toBe(outcome.note);
    expect(await find(claude.tokenId, "delete_note")).toBeUndefined();
    await world.owner.permissions.set.mutate({ principalId: "uma", serverId: "notes", capability, enabled: null });
    expect(await find(claude.tokenId, "delete_note")).toMatchObject({ enabled: null, effect: "allow" });
  });

  test("what is not there, or not theirs, cannot be switched off either", async () => {
    expect(await refusal(set(claude.tokenId, "made_up", { enabled: false }))).toBe("capability.not_found");
    expect(
      await refusal(uma.clients.setSwitch.mutate({ clientKey: claude.tokenId, serverId: "nowhere", enabled: false })),
    ).toBe("server.not_found");
    expect(await refusal(set("tok_none", "add_note", { enabled: false }))).toBe("client.not_found");
    expect(await refusal(set(claude.tokenId, "add_note", {}))).toBe("input.invalid");
    expect(await refusal(set(claude.tokenId, null, { dangerLevel: 2 }))).toBe("input.invalid");
  });

  test("nor by asking again and again to take back nothing, at the moment when its user sets something", async () => {
    const over = new AbortController();
    const asking = Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted)
        await set(claude.tokenId, "add_note", { enabled: null, dangerLevel: null }, claude.api).catch(() => {});
    });
    const survived: boolean[] = [];
    for (let time = 0; time < 6; time++) {
      await set(claude.tokenId, "add_note", { enabled: false, dangerLevel: 2 });
      await new Promise((resume) => setTimeout(resume, 100));
      survived.push((await find(claude.tokenId, "add_note"))?.enabled === false);
      await set(claude.tokenId, "add_note", { enabled: null, dangerLevel: null });
    }
    over.abort();
    await Promise.all(asking);
    expect(survived).toEqual(Array(6).fill(true));
  });

  test("a client cannot take back what its user has set for it; nor can an agent, or an administrator for a user", async () => {
    await set(claude.tokenId, "add_note", { enabled: false, dangerLevel: 2 });
    expect(await refusal(set(claude.tokenId, "add_note", { enabled: true }, claude.api))).toBe("auth.forbidden");
    expect(await refusal(set(claude.tokenId, "add_note", { dangerLevel: null }, claude.api))).toBe("auth.forbidden");
    expect((await set(claude.tokenId, "delete_note", { enabled: false }, claude.api)).stored).toBe(true);

    const bot = await world.tokenOf("bot");
    const forBot = { clientKey: bot.tokenId, principalId: "bot", serverId: "notes" };
    await uma.clients.setSwitch.mutate({ ...forBot, clientKey: "*", enabled: false });
    const { principalId: _, ...own } = forBot;
    expect(await refusal(bot.api.clients.setSwitch.mutate({ ...own, clientKey: "*", enabled: null }))).toBe(
      "auth.forbidden",
    );
    expect((await bot.api.clients.setSwitch.mutate({ ...own, enabled: false })).stored).toBe(true);

    const { owner } = world;
    const forUma = { clientKey: claude.tokenId, principalId: "uma", serverId: "notes" };
    const capability = { kind: "tool" as const, name: "add_note" };
    expect(await refusal(owner.clients.setSwitch.mutate({ ...forUma, capability, enabled: null }))).toBe(
      "auth.forbidden",
    );
    expect((await owner.clients.setSwitch.mutate({ ...forUma, capability, dangerLevel: 3 })).stored).toBe(true);
    expect((await find(claude.tokenId, "add_note"))?.dangerLevel).toBe(3);
    await set(claude.tokenId, "add_note", { enabled: null, dangerLevel: null });
    expect(await find(claude.tokenId, "add_note")).toMatchObject({ enabled: null, dangerLevel: 0 });
  });

  test("an admin does not govern an owner's clients, sessions and values", async () => {
    const { owner } = world;
    await owner.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
    const { api: adam } = await world.tokenOf("adam");
    const { token, tokenId } = await world.tokenOf("olga.owner", "Owner's client");
    await connect(world.mcp, token);
    const of = { principalId: "olga.owner" };
    const [session] = await adam.clients.sessions.query(of);
    expect(await refusal(adam.clients.endSession.mutate({ sessionRef: session?.sessionRef ?? "" }))).toBe(
      "auth.forbidden",
    );
    expect(
      await refusal(adam.clients.setSwitch.mutate({ ...of, clientKey: tokenId, serverId: "notes", enabled: false })),
    ).toBe("auth.forbidden");
    expect(await refusal(adam.userServers.unconfigure.mutate({ ...of, serverId: "notes" }))).toBe("auth.forbidden");
    expect((await adam.clients.list.query(of)).map(({ clientKey }) => clientKey)).toContain(tokenId);
  });

  test("every change is in the audit, with what was before", async () => {
    await set(claude.tokenId, "read_note", { enabled: false });
    const { rows } = await world.owner.audit.list.query({ action: "client.set_switch" });
    expect(rows[0]).toMatchObject({ principalId: "uma", serverId: "notes", capabilityName: "read_note" });
    const { detail } = await world.owner.audit.get.query({ auditId: rows[0]?.auditId ?? "" });
    expect(detail).toMatchObject({
      clientKey: claude.tokenId,
      changes: [{ before: { enabled: null }, after: { enabled: false } }],
    });
  });
});
