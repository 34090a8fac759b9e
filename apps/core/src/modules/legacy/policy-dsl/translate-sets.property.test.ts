import { adminWire } from "@peta/contract";
import { capabilityKey, compileRules, createSnapshot, decide, type ServerPolicy } from "@peta/policy";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideNaively } from "./naive-interpreter.ts";
import { type ActiveSet, translateSets } from "./translate-sets.ts";

const SERVERS = ["mail", "bank"];
const TOOLS = ["send_mail", "send_all", "send_a", "pay", "read", "red"];
const server = (serverId: string): ServerPolicy => ({
  serverId,
  enabled: true,
  publicAccess: true,
  capabilities: new Map(
    TOOLS.map((name) => [
      capabilityKey("tool", name),
      { kind: "tool", name, enabled: true, dangerLevel: 0, definitionHash: "" },
    ]),
  ),
});
const servers = new Map(SERVERS.map((id) => [id, server(id)]));
const EFFECT = { ALLOW: "allow", REQUIRE_APPROVAL: "require_approval", DENY: "deny" } as const;

const decideTranslated = (
  sets: readonly ActiveSet[],
  call: { serverId: string; tool: string; args: Record<string, unknown> },
) =>
  decide(
    {
      principal: { id: "prn_1", kind: "agent", role: "user", handle: "bot", active: true },
      serverId: call.serverId,
      capability: { kind: "tool", name: call.tool },
      args: call.args,
      request: { method: "tools/call", time: 0, era: null },
    },
    createSnapshot({
      version: "1",
      servers,
      grants: new Map(),
      clients: new Map(),
      rules: compileRules(translateSets(sets)),
    }),
  );

const KEYS = ["amount", "to", "0", "length", "card-number", "__proto__", "args"];
const scalar = fc.oneof(
  fc.constantFrom(
    "",
    "a@b.example",
    "12",
    "-3.5",
    "1e3",
    "true",
    "false",
    "https://Bank.example:8443/x",
    "https://u@evil.example\\@bank.example",
    "éé😀",
  ),
  fc.constantFrom(0, -0, 1, 12, -3.5, 1e21, 100.25),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("any"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;
const anyArguments = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 4, noNullPrototype: true });
/** What rules are mostly about. */
const payment = fc.record(
  {
    amount: fc.oneof(fc.constantFrom<unknown>(0, 1, 12, "12", "x", null), value),
    to: fc.constantFrom<unknown>("a@b.example", ["a@b.example"], 12),
  },
  { requiredKeys: [] },
);
// As a wire parses them: `__proto__` is a key of its own only in what JSON.parse made.
const args = fc
  .oneof(anyArguments, payment)
  .map((object) => JSON.parse(JSON.stringify(object)) as Record<string, unknown>);

const path = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 3 }).map((segments) => segments.join("."));
const variable = fc.oneof(
  fc.constantFrom("$amount", "$to"),
  path.map((one) => `$${one}`),
  fc.constantFrom("$args.amount", "$v", "$w", "$v.length", "$args"),
);
const list = fc.array(scalar, { maxLength: 4 });
const condition = fc
  .tuple(
    fc.oneof({ arbitrary: variable, weight: 4 }, scalar, list),
    fc.constantFrom(...adminWire.LEGACY_OPERATORS),
    fc.oneof(variable, scalar, fc.constantFrom(0, 1, 12), list),
    fc.constantFrom("^a", "b\\.example$", "^[0-9]+$", "true|false", "."),
  )
  .map(([left, op, right, pattern]) => ({ left, op, right: op === "matches" ? pattern : right }));
const rule = fc.record({
  id: fc.constantFrom("r1", "R 1", "Überweisung", ""),
  priority: fc.constantFrom(1, 5, 1000, -2, 0.5),
  match: fc.record(
    {
      tool: fc.constantFrom("*", "send_*", "send_???", "pay", "p?y", "?e*d"),
      serverId: fc.constantFrom("*", "bank", "m?il", "ba*"),
    },
    { requiredKeys: [] },
  ),
  extract: fc.dictionary(
    fc.constantFrom("v", "w", "amount"),
    fc.record({
      path: fc.oneof(fc.constantFrom("amount", "to", "nothing"), path),
      type: fc.constantFrom(...adminWire.LEGACY_EXTRACT_TYPES),
    }),
    { maxKeys: 2, noNullPrototype: true },
  ),
  when: fc.oneof(
    { arbitrary: fc.array(condition, { maxLength: 1 }), weight: 3 },
    fc.array(condition, { maxLength: 3 }),
  ),
  effect: fc.record({ decision: fc.constantFrom(...adminWire.LEGACY_DECISIONS) }),
});
const sets = fc
  .array(fc.record({ serverId: fc.constantFrom(null, ...SERVERS), rules: fc.array(rule, { maxLength: 3 }) }), {
    maxLength: 4,
  })
  .map((all) =>
    all.map(({ serverId, rules }, index): ActiveSet => {
      const dsl = adminWire.legacyDslSchema.parse({ schemaVersion: 1, rules });
      return { id: `pst_${index}`, serverId, version: index + 1, dsl };
    }),
  );

describe("policy sets of the legacy language", () => {
  test("a translated set decides as a naive interpreter of its source", () => {
    fc.assert(
      fc.property(
        sets,
        fc.record({ serverId: fc.constantFrom(...SERVERS), tool: fc.constantFrom(...TOOLS), args }),
        (all, call) => {
          const decision = decideTranslated(all, call);
          const expected = decideNaively(
            all.map(({ dsl, ...set }) => ({ ...set, rules: dsl.rules })),
            call,
          );
          expect(decision.reason.code).not.toBe("policy.evaluation_error");
          expect(decision.effect).toBe(expected === null ? "allow" : EFFECT[expected]);
        },
      ),
      { numRuns: 6000 },
    );
  });
});
