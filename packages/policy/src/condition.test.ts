import { describe, expect, it } from "vitest";
import { call, clientSwitches, rule, snapshot, switches } from "../test/world.ts";
import { compileRules, decide } from "./index.ts";
import type { AccessRequest } from "./index.ts";

/** What the condition comes to: the rule denies where it holds. */
function evaluate(when: string, changes: Partial<AccessRequest> = {}): boolean | string {
  const { effect, reason } = decide(call(changes), snapshot({ rules: [rule({ when })] }));
  if (reason.code === "policy.evaluation_error") return /\((\w+)\)/.exec(reason.message)?.[1] ?? "no code";
  return effect === "deny";
}
const withArgs = (when: string, args: Record<string, unknown>) => evaluate(when, { args });
const parsed = (json: string) => JSON.parse(json) as Record<string, unknown>;

describe("numbers of the arguments", () => {
  it.each([
    ["args.amount > 100", 101, true],
    ["args.amount > 100", 100.5, true],
    ["args.amount > 100", 100, false],
    ["args.amount > 99.5", 100, true],
    ["args.amount == 100", 100, true],
    ["args.amount != 100", 100, false],
    ["args.amount in [1, 100]", 100, true],
    ["args.amount + 1 == 101", 100, true],
    ["args.amount * 2 > 100.5", 50.5, true],
    ["10 - args.amount < 0", 11, true],
    ["args.amount % 2 == 1", 7, true],
    ["args.amount / 2 == 2.5", 5, true],
    ["1.5 + args.amount == 3", 1.5, true],
    ["-args.amount < 0", 1, true],
    ["args.amount > 9007199254740993", 9007199254740992, false],
    ["args.amount >= 0", -0.1, false],
    ["size([args.amount]) == 1 && string(args.amount) == '3'", 3, true],
  ])("%s with %d is %s", (when, amount, expected) => {
    expect(withArgs(when, { amount })).toBe(expected);
  });

  it("indexes lists by numbers of the arguments", () => {
    expect(withArgs("args.list[args.at] == 20", { list: [10, 20], at: 1 })).toBe(true);
    expect(withArgs("args.list.exists(x, x >= 20) && size(args.list) == 2", { list: [10, 20] })).toBe(true);
  });

  it("does not compare a text with a number: the call is denied instead", () => {
    expect(withArgs("args.amount > 100", { amount: "500" })).toBe("no_such_overload");
  });
});

describe("what a condition reads", () => {
  it.each([
    [
      "principal.id == 'ann' && principal.role == 'user' && principal.kind == 'person' && principal.handle == 'ann'",
      true,
    ],
    ["client.key == 'desk' && client.name == 'Desk' && client.version == '1.0.0'", true],
    ["server.id == 'files' && server.publicAccess", true],
    ["tool.kind == 'tool' && tool.name == 'read' && tool.dangerLevel == 0", true],
    ["request.method == 'tools/call' && request.ip == '192.0.2.7' && request.era == 'modern'", true],
    ["request.time.getHours('UTC') == 14 && request.time.getDayOfWeek('UTC') == 1", true],
    ["request.time > timestamp('2026-11-23T13:59:59Z')", true],
    ["session.id == 's1'", true],
    ["has(args.nothing)", false],
  ])("%s is %s", (when, expected) => {
    expect(evaluate(when)).toBe(expected);
  });

  it("reads what is absent as empty", () => {
    const bare = { client: undefined, session: undefined, request: { method: "m", time: 0, era: null } };
    expect(evaluate("client.key + client.name + session.id + request.ip + request.era == ''", bare)).toBe(true);
    expect(evaluate("size(args) == 0", bare)).toBe(true);
  });

  it("has no answer from arguments where there is no call yet, and says so", () => {
    const rules = [rule({ when: "has(args.amount)", effect: "allow" })];
    const { effect, reason } = decide(call({ args: undefined }), snapshot({ rules }));
    expect(effect).toBe("deny");
    expect(reason).toEqual({
      code: "policy.arguments_needed",
      message: 'The rule "r1" depends on the arguments: only a call has an answer.',
    });
    expect(evaluate("has(args.amount) || principal.role == 'user'", { args: undefined })).toBe(true);
  });

  it("does not let a user move a call out of a rule's reach by raising its danger level", () => {
    const clients = { "prn_1:desk": clientSwitches(switches(), { "files:tool:read": 3 as const }) };
    const now = snapshot({ clients, rules: [rule({ when: "tool.dangerLevel < 2" })] });
    expect(decide(call(), now)).toMatchObject({ effect: "deny", dangerLevel: 3 });
  });

  it("denies where the time of the request is no number", () => {
    const request = { method: "m", time: Number.NaN, era: null };
    expect(evaluate("request.time < timestamp('2000-01-01T00:00:00Z')", { request })).toBe("failed");
  });

  it("denies where the condition yields neither true nor false", () => {
    expect(withArgs("args.flag", { flag: true })).toBe(true);
    expect(withArgs("args.flag", { flag: "yes" })).toBe("not_a_boolean");
  });
});

describe("hostile arguments", () => {
  it("reads __proto__, constructor and toString as plain keys, and nothing that is inherited", () => {
    const args = parsed('{"__proto__":{"amount":500},"constructor":"c","nested":{"constructor":{"name":"n"}}}');
    expect(withArgs("has(args.amount)", args)).toBe(false);
    expect(withArgs("args.constructor == 'c' && args.nested.constructor.name == 'n'", args)).toBe(true);
    expect(withArgs("args['__proto__'].amount == 500", args)).toBe(true);
    for (const name of ["toString", "constructor", "hasOwnProperty", "valueOf"]) {
      expect(withArgs(`has(args.${name})`, {})).toBe(false);
      expect(withArgs(`has(args.o.${name})`, { o: {} })).toBe(false);
      expect(withArgs(`args.o["${name}"] == 1`, { o: {} })).toBe("no_such_key");
    }
    expect(withArgs("args.list.length == 1", { list: [1] })).toBe("no_such_key");
  });

  it("denies where arguments nest too deep or hold too many values to be read", () => {
    const deep = parsed(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`);
    expect(withArgs("has(args.x)", deep)).toBe("unreadable_arguments");
    expect(withArgs("has(args.x)", { many: Array.from({ length: 10_001 }, () => 1) })).toBe("unreadable_arguments");
    expect(withArgs("has(args.x)", { many: Array.from({ length: 9_000 }, () => 1) })).toBe(false);
  });

  it("leaves arguments alone that no condition reads", () => {
    const deep = parsed(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`);
    expect(withArgs("principal.role == 'admin'", deep)).toBe(false);
  });

  it("denies on values that are not JSON", () => {
    expect(withArgs("has(args.x)", { x: () => 1 })).toBe("unreadable_arguments");
    expect(withArgs("has(args.x)", { x: undefined })).toBe(false);
  });

  it("matches patterns in linear time, also inside of macros", () => {
    const text = `${"a".repeat(50_000)}!`;
    const started = performance.now();
    expect(withArgs("args.text.matches('^(a+)+$')", { text })).toBe(false);
    expect(withArgs("args.list.exists(t, t.matches('^(a|aa)+$'))", { list: [text] })).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(withArgs("args.list.exists(t, t.matches('^a+!$'))", { list: ["b", "aa!"] })).toBe(true);
    expect(withArgs("args.text.matches('a')", { text: "a".repeat(5_000_000) })).toBe("failed");
  });
});

describe("conditions that are refused when the rule is saved", () => {
  it.each([
    ["args.a &&", "at line 1, column 10, cannot be read: Unexpected token: EOF"],
    ["true &&\n  (args.a", "at line 2, column "],
    ["", "cannot be read"],
    ["principal.rol == 'x'", "at line 1, column 11, is not valid: No such key: rol"],
    ["user.id == 'x'", "at line 1, column 1, is not valid: Unknown variable: user"],
    ["request.time > 5", "is not valid: no such overload"],
    ["1 + 1", "yields int; it must yield true or false"],
    ["args.a == 1 ".padEnd(4097), "is longer than 4096 characters"],
    [`${"(".repeat(30)}true${")".repeat(30)}`, "cannot be read"],
    [Array.from({ length: 400 }, () => "true").join(" || "), "cannot be read"],
    ["args.a.matches(args.b)", "matches() with something else than a quoted pattern"],
    ["args.a.matches('(?=x)')", "at line 1, column 16, holds a pattern that cannot be used: only ( and (?:"],
    ["args.a.all(x, args.b.exists(y, x == y))", "uses a macro inside of a macro on a value from outside"],
    ["args.a.all(x, x in args.b)", 'uses "in" inside of a macro on a value from outside'],
    ["args.a.all(x, size(args.b) > 1)", "uses size() inside of a macro"],
    ["args.a.all(x, args.b.matches('b'))", "uses matches() inside of a macro"],
    ["args.a.all(x, client.name.lowerAscii() == x)", "uses lowerAscii() inside of a macro"],
    ["args.a.all(x, x.b.all(y, x.c.all(z, z == y)))", "uses a macro inside of a macro on a value from outside"],
    ["args.a.map(x, args.b).all(y, y.all(z, z == 1))", "uses a macro inside of a macro on a value from outside"],
    ["args.a.all(x, ['b'].exists(x, args.c.all(y, y == x)))", "uses a macro inside of a macro on a value from outside"],
    ["args.a.contains(args.b)", "uses contains() with a text that the caller chooses"],
    ["args.a.exists(x, x.split(x) == [])", "uses split() with a text that the caller chooses"],
    ["[args.a].exists(x, args.b.contains(x))", "uses contains() with a text that the caller chooses"],
    ["cel.bind(x, args.a + args.a, x == '')", "uses cel.bind"],
    [`args.a${".filter(x, x > 1)".repeat(9)} == []`, "uses more than 8 macros"],
  ])("%s", (when, problem) => {
    expect(() => compileRules([rule({ id: "bad", when })])).toThrow(`Rule "bad": "when" `);
    expect(() => compileRules([rule({ id: "bad", when })])).toThrow(problem);
  });

  it("stays fast on the biggest arguments that a condition can read", () => {
    const args = { text: "a".repeat(1_000_000), list: Array.from({ length: 9_000 }, () => `${"a".repeat(90)}b`) };
    const slow = [
      "args.list.all(w, w.startsWith(args.text) || w.contains('aab') || size(w) > 1)",
      "args.list.exists(w, ['x', 'y'].exists(v, w.contains(v)))",
      "['x', 'y'].exists(v, args.list.exists(w, w.contains(v)))",
      "args.text.split('').all(c, c == 'a')",
      "args.text.matches('(a|aa)*x')",
    ];
    const started = performance.now();
    for (const when of slow) withArgs(when, args);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("accepts nested macros whose work the arguments' size bounds", () => {
    const orders = [{ lines: [{ qty: 1 }, { qty: 12 }] }];
    expect(withArgs("args.orders.exists(o, o.lines.exists(l, l.qty > 10))", { orders })).toBe(true);
    expect(withArgs("args.paths.all(p, ['/tmp/', '/srv/'].exists(d, p.startsWith(d)))", { paths: ["/tmp/a"] })).toBe(
      true,
    );
    expect(withArgs("args.paths.all(p, p in ['/tmp/a'])", { paths: ["/tmp/a", "/etc"] })).toBe(false);
  });
});
