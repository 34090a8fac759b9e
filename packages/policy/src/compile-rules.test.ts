import { describe, expect, it } from "vitest";
import { call, rule, snapshot } from "../test/world.ts";
import { compileRules, createSnapshot, decide, PolicyError } from "./index.ts";

/** As it may come from a file or an old database row, where no type has looked at it. */
const untyped = (changes: Record<string, unknown>) => rule(changes);

describe("compileRules", () => {
  it.each([
    ["a duplicate id", [rule(), rule()], "r1", "another rule has the same id"],
    ["a bad id", [rule({ id: "R 1" })], "R 1", "an id is a lower-case letter"],
    ["a priority that is no whole number", [rule({ priority: 1.5 })], "r1", "the priority must be a whole number"],
    ["an unknown effect", [untyped({ effect: "permit" })], "r1", "the effect must be one of allow, deny"],
    ["an unknown enforcement", [untyped({ enforcement: "off" })], "r1", "enforce or observe"],
    ["an unknown kind", [untyped({ match: { kinds: ["tools"] } })], "r1", 'match.kinds holds "tools"'],
    ["an empty list", [rule({ match: { servers: [] } })], "r1", "match.servers is an empty list"],
    ["a bad glob", [rule({ match: { capabilities: ["ok", ""] } })], "r1", 'the glob "" in match.capabilities is empty'],
    [
      "an empty redaction path",
      [rule({ obligations: { redactResult: [""] } })],
      "r1",
      "redactResult holds an empty path",
    ],
    ["a condition that does not parse", [rule({ when: "args." })], "r1", '"when" at line 1, column 6, cannot be read'],
  ])("refuses %s and names the rule", (_name, rules, ruleId, problem) => {
    try {
      compileRules(rules);
      expect.unreachable("it was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError);
      expect(error).toMatchObject({ ruleId, message: expect.stringContaining(`Rule "${ruleId}": `) as string });
      expect((error as PolicyError).message).toContain(problem);
    }
  });

  it("keeps what it compiled when the source changes afterwards", () => {
    const source = rule({ match: { servers: ["files"] }, obligations: { redactArguments: ["a"] } });
    const now = snapshot({ rules: [source] });
    source.match.servers?.push("mail");
    source.match.servers?.shift();
    source.obligations?.redactArguments?.push("b");
    source.effect = "allow";
    expect(decide(call(), now)).toMatchObject({ effect: "deny", obligations: { redactArguments: ["a"] } });
  });

  it("can be shared by snapshots with other servers and switches", () => {
    const rules = compileRules([rule({ effect: "approve" })]);
    const one = snapshot();
    const two = { ...one, version: "8", servers: new Map(), rules };
    expect(decide(call(), createSnapshot({ ...one, rules })).effect).toBe("require_approval");
    expect(decide(call(), createSnapshot(two)).effect).toBe("deny");
    expect(decide(call(), createSnapshot({ ...one, rules }))).toMatchObject({
      effect: "require_approval",
      policyVersion: "7",
    });
  });

  it("makes snapshots whose parts cannot be replaced", () => {
    const now = snapshot();
    expect(() => Object.assign(now, { version: "9" })).toThrow(TypeError);
    expect(() => Object.assign(now.rules, { ordered: [] })).toThrow(TypeError);
  });
});
