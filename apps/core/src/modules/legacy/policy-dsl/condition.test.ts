import { adminWire } from "@peta/contract";
import { capabilityKey, compileRules, createSnapshot, decide } from "@peta/policy";
import { describe, expect, test } from "vitest";
import { translateSets } from "./translate-sets.ts";

const capability = { kind: "tool", name: "pay", enabled: true, dangerLevel: 0, definitionHash: "" } as const;
const servers = new Map([
  [
    "bank",
    {
      serverId: "bank",
      enabled: true,
      publicAccess: true,
      capabilities: new Map([[capabilityKey("tool", "pay"), capability]]),
    },
  ],
]);

/** Whether a rule with this one condition denies the call. */
function holds(condition: object, args: Record<string, unknown>, extract: object = {}): boolean {
  const dsl = adminWire.legacyDslSchema.parse({
    rules: [{ when: [condition], extract, effect: { decision: "DENY" } }],
  });
  const rules = compileRules(translateSets([{ id: "pst_1", serverId: null, version: 1, dsl }]));
  const { effect, reason } = decide(
    {
      principal: { id: "p", kind: "agent", role: "user", handle: "bot", active: true },
      serverId: "bank",
      capability,
      args,
      request: { method: "tools/call", time: 0, era: null },
    },
    createSnapshot({ version: "1", servers, grants: new Map(), clients: new Map(), rules }),
  );
  expect(reason.code).not.toBe("policy.evaluation_error");
  return effect === "deny";
}

describe("operators at their edges", () => {
  test.each([
    [
      "gt",
      10,
      [
        [9, false],
        [10, false],
        [10.5, true],
        ["11", true],
        ["x", false],
        [null, false],
      ],
    ],
    [
      "gte",
      10,
      [
        [9, false],
        [10, true],
        ["10", true],
        [true, false],
      ],
    ],
    [
      "lt",
      10,
      [
        [9, true],
        [10, false],
        [[], false],
      ],
    ],
    [
      "lte",
      10,
      [
        [10, true],
        [11, false],
      ],
    ],
    [
      "eq",
      10,
      [
        [10, true],
        ["10", false],
        [11, false],
        [{}, false],
      ],
    ],
    [
      "neq",
      10,
      [
        [10, false],
        ["10", true],
      ],
    ],
    [
      "eq",
      null,
      [
        [null, true],
        [0, false],
      ],
    ],
    [
      "in",
      [1, "a", null],
      [
        [1, true],
        ["a", true],
        [null, true],
        ["1", false],
        [[1], false],
      ],
    ],
    [
      "not_in",
      [1, "a"],
      [
        [1, false],
        ["b", true],
        [null, true],
      ],
    ],
    ["in", "abc", [["a", false]]],
    ["not_in", "abc", [["a", false]]],
    [
      "matches",
      "^a.c$",
      [
        ["abc", true],
        ["ABC", false],
        ["xabc", false],
        [["abc"], false],
      ],
    ],
    [
      "matches",
      "2$",
      [
        [12, true],
        [21, false],
      ],
    ],
  ] as [string, unknown, [unknown, boolean][]][])("%s %j", (op, right, cases) => {
    for (const [value, expected] of cases)
      expect([value, holds({ left: "$v", op, right }, { v: value })]).toEqual([value, expected]);
  });

  test("what is missing makes a condition false, and neq and not_in true", () => {
    for (const op of ["eq", "gt", "gte", "lt", "lte"])
      expect([op, holds({ left: "$v", op, right: 1 }, {})]).toEqual([op, false]);
    expect(holds({ left: "$v", op: "in", right: [1] }, {})).toBe(false);
    expect(holds({ left: "$v", op: "matches", right: "." }, {})).toBe(false);
    expect(holds({ left: "$v", op: "neq", right: 1 }, {})).toBe(true);
    expect(holds({ left: "$v", op: "not_in", right: [1] }, {})).toBe(true);
    expect(holds({ left: "$v", op: "not_in", right: "$list" }, { v: 1 })).toBe(false);
  });
});

describe("extracted variables", () => {
  const extracted = (type: string, args: Record<string, unknown>, right: unknown, op = "eq") =>
    holds({ left: "$x", op, right }, args, { x: { path: "a.b", type } });

  test("are converted, or not set", () => {
    expect(extracted("number", { a: { b: "2.5" } }, 2.5)).toBe(true);
    expect(extracted("number", { a: { b: "2.5e1" } }, 25)).toBe(true);
    expect(extracted("number", { a: { b: "25 EUR" } }, 25)).toBe(false);
    expect(extracted("string", { a: { b: 7 } }, "7")).toBe(true);
    expect(extracted("boolean", { a: { b: "false" } }, false)).toBe(true);
    expect(extracted("boolean", { a: { b: 0 } }, false)).toBe(false);
    expect(extracted("bytes.length", { a: { b: "é" } }, 2)).toBe(true);
    expect(extracted("url.host", { a: { b: "https://Bank.Example/x" } }, "bank.example")).toBe(true);
  });

  test("a host is what a browser would go to, however it is written", () => {
    for (const url of [
      "https://evil.example\\@bank.example/",
      "https://bank.example@evil.example",
      "https:evil.example",
      "\thttps://EVIL.example",
      "https://evil.example./",
    ])
      expect([url, extracted("url.host", { a: { b: url } }, "evil.example")]).toEqual([url, true]);
  });

  test("one that is not set leaves the argument of its name", () => {
    expect(extracted("number", { x: 3 }, 3)).toBe(true);
    expect(extracted("number", { x: 3, a: { b: 4 } }, 3)).toBe(false);
  });

  test("nothing of a prototype can be read", () => {
    for (const path of ["__proto__", "constructor.name", "toString"])
      expect([path, holds({ left: `$args.${path}`, op: "neq", right: "x" }, {})]).toEqual([path, true]);
    expect(holds({ left: "$constructor.name", op: "eq", right: "Object" }, {})).toBe(false);
  });
});
