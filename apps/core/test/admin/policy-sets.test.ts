import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWire, type Wire } from "./admin-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
  await wire.api.servers.add.mutate({
    serverId: "notes",
    publicAccess: true,
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
});
afterAll(() => wire.running.stop());

type PolicySet = Record<string, unknown> & { id: string; version: number; isInForce: boolean };
const dsl = (decision: string, more: object = {}) => ({
  schemaVersion: 1,
  rules: [{ id: "r1", match: { tool: "delete_*" }, effect: { decision, reason: `said ${decision}` }, ...more }],
});
const create = async (data: object) => (await wire.data(wire.admin, "CREATE_POLICY_SET", data)) as PolicySet;
const list = async (data: object = {}) =>
  (await wire.data(wire.admin, "GET_POLICY_SETS", data)).policySets as PolicySet[];
const remove = (id: string) => wire.data(wire.admin, "DELETE_POLICY_SET", { id });
const explain = async (args: Record<string, unknown> = { id: "1" }, name = "delete_note") => {
  const { decision } = await wire.api.permissions.explain.query({
    principalId: "uma",
    serverId: "notes",
    name,
    arguments: args,
  });
  return { effect: decision.effect, by: decision.determinedBy, says: decision.reason.message };
};

describe("policy sets", () => {
  test("what was written is what is read, bare, and it decides at once", async () => {
    const source = { ...dsl("DENY"), note: { kept: [1, "two"] } };
    const set = await create({ dsl: source });
    expect(set).toMatchObject({ serverId: null, version: 1, status: "active", dsl: source, isInForce: true });
    expect(new Date(String(set.createdAt)).toISOString()).toBe(set.createdAt);
    expect(await explain()).toMatchObject({ effect: "deny", by: [`legacy.${set.id}.r1`] });
    expect(await explain({}, "list_notes")).toMatchObject({ effect: "allow" });
    expect(await remove(set.id)).toMatchObject({ id: set.id, dsl: source });
    expect(await explain()).toMatchObject({ effect: "allow" });
    expect(await list()).toEqual([]);
  });

  test("arguments are looked at as the language says", async () => {
    const set = await create({
      serverId: "notes",
      dsl: dsl("REQUIRE_APPROVAL", {
        match: { tool: "del?te_note", serverId: "no*" },
        extract: { n: { path: "items.0.count", type: "number" } },
        when: [
          { left: "$n", op: "gt", right: 10 },
          { left: "$args.id", op: "matches", right: "^[a-z]+$" },
        ],
      }),
    });
    expect((await explain({ id: "abc", items: [{ count: "11" }] })).effect).toBe("require_approval");
    expect((await explain({ id: "abc", items: [{ count: 10 }] })).effect).toBe("allow");
    expect((await explain({ id: "7", items: [{ count: 11 }] })).effect).toBe("allow");
    expect((await explain({})).effect).toBe("allow");
    await remove(set.id);
  });

  test("a server's sets speak before those for all, and the newest version first (9105)", async () => {
    const forAll = await create({ dsl: dsl("DENY", { priority: 1 }) });
    const first = await create({ serverId: "notes", dsl: dsl("DENY") });
    const second = await create({ serverId: "notes", dsl: dsl("ALLOW", { priority: 5000 }) });
    expect([forAll.version, first.version, second.version]).toEqual([1, 1, 2]);
    expect((await explain()).by).toEqual([`legacy.${second.id}.r1`]);
    const { policySets } = await wire.data(wire.admin, "GET_EFFECTIVE_POLICY", { serverId: "notes" });
    expect((policySets as PolicySet[]).map(({ id }) => id)).toEqual([second.id, first.id, forAll.id]);
    expect((await wire.data(wire.admin, "GET_EFFECTIVE_POLICY")).policySets).toMatchObject([{ id: forAll.id }]);
    // A set that is changed becomes the newest.
    const changed = (await wire.data(wire.admin, "UPDATE_POLICY_SET", {
      id: first.id,
      dsl: dsl("REQUIRE_APPROVAL"),
    })) as PolicySet;
    expect(changed.version).toBe(3);
    expect(await explain()).toMatchObject({ effect: "require_approval", by: [`legacy.${first.id}.r1`] });
    expect((await list({ serverId: null })).map(({ id }) => id)).toEqual([forAll.id]);
    expect((await list({ serverId: "notes" })).map(({ id }) => id)).toEqual([first.id, second.id]);
    for (const { id } of [forAll, first, second]) await remove(id);
  });

  test("an archived set is kept and decides nothing, until it is active again", async () => {
    const { id } = await create({ dsl: dsl("DENY") });
    expect(await wire.data(wire.admin, "UPDATE_POLICY_SET", { id, status: "archived" })).toMatchObject({
      status: "archived",
      version: 1,
    });
    expect((await explain()).effect).toBe("allow");
    expect(await list()).toMatchObject([{ id, status: "archived" }]);
    await wire.data(wire.admin, "UPDATE_POLICY_SET", { id, status: "active" });
    expect((await explain()).effect).toBe("deny");
    await remove(id);
  });

  test("the Console shows the rules among its own, and saving there loses none", async () => {
    const own = { id: "own", priority: 10, match: { capabilities: ["list_notes"] }, effect: "deny" as const };
    const before = await wire.api.policies.get.query();
    await wire.api.policies.save.mutate({ version: before.version, rules: [...before.rules, own] });
    const { id } = await create({ dsl: dsl("DENY") });
    const shown = await wire.api.policies.get.query();
    expect(shown.rules.map((rule) => rule.id)).toEqual(["own", `legacy.${id}.r1`]);
    expect(shown.rules[1]).toMatchObject({
      description: "said DENY",
      match: { capabilities: ["delete_*"], kinds: ["tool"] },
    });
    await wire.api.policies.save.mutate({
      version: shown.version,
      rules: [{ ...own, priority: 11 }, ...shown.rules.slice(1)],
    });
    expect(await list()).toMatchObject([{ id, isInForce: true }]);
    expect((await explain()).effect).toBe("deny");

    // Changed in the Console: this wire says so, and a change of another set leaves it alone.
    const changed = await wire.api.policies.get.query();
    await wire.api.policies.save.mutate({
      version: changed.version,
      rules: changed.rules.map((rule) =>
        rule.id.startsWith("legacy.") ? { ...rule, effect: "approve" as const } : rule,
      ),
    });
    expect(await list()).toMatchObject([{ id, isInForce: false }]);
    const other = await create({ serverId: "notes", dsl: dsl("DENY", { match: { tool: "nothing" } }) });
    expect((await explain()).effect).toBe("require_approval");
    // Written anew, it is in force as written.
    await wire.data(wire.admin, "UPDATE_POLICY_SET", { id, dsl: dsl("DENY") });
    expect((await explain()).effect).toBe("deny");
    for (const set of [id, other.id]) await remove(set);
    expect((await wire.api.policies.get.query()).rules.map((rule) => rule.id)).toEqual(["own"]);
    const last = await wire.api.policies.get.query();
    await wire.api.policies.save.mutate({ version: last.version, rules: [] });
  });

  test("changes at the same moment all arrive, each with a version of its own", async () => {
    const sets = await Promise.all(
      ["a", "b", "c", "d"].map((tool) => create({ dsl: dsl("DENY", { match: { tool } }) })),
    );
    expect(sets.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    expect((await list()).every(({ isInForce }) => isInForce)).toBe(true);
    for (const { id } of sets) await remove(id);
  });

  const refused: [string, unknown][] = [
    ["no object", "rules"],
    ["no rules", {}],
    ["a rule without effect", { rules: [{ match: {} }] }],
    ["a decision that does not exist", dsl("MAYBE")],
    ["an operator that does not exist", dsl("DENY", { when: [{ left: 1, op: "like", right: 1 }] })],
    ["an extract type that does not exist", dsl("DENY", { extract: { a: { path: "a", type: "date" } } })],
    ["conditions that are no list", dsl("DENY", { when: { left: 1, op: "eq", right: 1 } })],
    [
      "a pattern that Core cannot run in linear time (A34)",
      dsl("DENY", { when: [{ left: "$a", op: "matches", right: "^(?=a)b" }] }),
    ],
    ["a pattern that the caller chooses (A34)", dsl("DENY", { when: [{ left: "$a", op: "matches", right: "$b" }] })],
    ["a path without a name", dsl("DENY", { when: [{ left: "$", op: "eq", right: 1 }] })],
  ];
  test.each(refused)(
    "%s is 1001 when it is written, and nothing is in force (contract 7.1.14)",
    async (_what, source) => {
      const before = await wire.api.policies.get.query();
      expect(await wire.refusal(wire.admin, "CREATE_POLICY_SET", { dsl: source })).toBe("500 1001");
      expect(await wire.api.policies.get.query()).toEqual(before);
      expect(await list()).toEqual([]);
    },
  );

  test("unknown ids are 1001", async () => {
    expect(await wire.refusal(wire.admin, "UPDATE_POLICY_SET", { id: "pst_nobody", dsl: dsl("DENY") })).toBe(
      "500 1001",
    );
    expect(await wire.refusal(wire.admin, "DELETE_POLICY_SET", { id: "pst_nobody" })).toBe("500 1001");
    expect(await wire.refusal(wire.admin, "UPDATE_POLICY_SET", { id: "pst_nobody", status: "deleted" })).toBe(
      "500 1001",
    );
    expect(await wire.refusal(wire.admin, "CREATE_POLICY_SET", { serverId: "No Such", dsl: dsl("DENY") })).toBe(
      "500 1001",
    );
  });
});
