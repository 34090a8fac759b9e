import { expect, it } from "vitest";
import { compileRules } from "./compile-rules.ts";
import { decide } from "./decide.ts";
import { isVisible } from "./is-visible.ts";
import type { AccessRequest } from "./request.ts";
import type { RuleSource } from "./rule.ts";
import { createSnapshot } from "./snapshot.ts";

const snapshot = (methods: readonly string[], rules: RuleSource[] = [], publicAccess = true) =>
  createSnapshot({
    version: "1",
    servers: new Map([["crm", { serverId: "crm", enabled: true, publicAccess, capabilities: new Map(), methods }]]),
    grants: new Map(),
    clients: new Map(),
    rules: compileRules(rules),
  });
const asking = (name: string, args?: Record<string, unknown>): AccessRequest => ({
  principal: { id: "p", kind: "agent", role: "user", handle: "bot", active: true },
  serverId: "crm",
  capability: { kind: "method", name },
  ...(args && { args }),
  request: { method: name, time: 0, era: null },
});
const effectOf = (name: string, ...given: Parameters<typeof snapshot>): string =>
  decide(asking(name, {}), snapshot(...given)).effect;

it.each([
  ["acme/find", ["acme/find"], "allow"],
  ["acme/find", ["acme/*"], "allow"],
  ["acme/deep/find", ["acme/*"], "allow"],
  ["acme/find", ["acme/fin"], "deny"],
  ["acmex/find", ["acme/*"], "deny"],
  ["acme/find", [], "deny"],
])("a method %s of a server that lets %j through: %s", (method, methods, effect) => {
  expect(effectOf(method, methods)).toBe(effect);
  expect(isVisible(asking(method), snapshot(methods))).toBe(effect === "allow");
});

it("the layers hold for methods: no permission for the server, no method of it", () => {
  expect(effectOf("acme/find", ["acme/*"], [], false)).toBe("deny");
});

it("a rule is about methods by name, by kind, or because it is about everything; their params are its arguments", () => {
  const rule = (match: RuleSource["match"], more: Partial<RuleSource> = {}): RuleSource => ({
    id: "r",
    priority: 1,
    match,
    effect: "deny",
    ...more,
  });
  for (const match of [{}, { capabilities: ["acme/*"] }, { kinds: ["method" as const] }])
    expect(effectOf("acme/find", ["acme/*"], [rule(match)])).toBe("deny");
  expect(effectOf("acme/find", ["acme/*"], [rule({ kinds: ["tool"] })])).toBe("allow");
  const byArguments = snapshot(["acme/*"], [rule({}, { when: 'args.table == "salaries"' })]);
  expect(decide(asking("acme/find", { table: "salaries" }), byArguments).effect).toBe("deny");
  expect(decide(asking("acme/find", { table: "orders" }), byArguments).effect).toBe("allow");
});
