import { describe, expect, it } from "vitest";
import { CallContext } from "./call-context.ts";
import { createConditionCompiler } from "./condition.ts";

const compile = createConditionCompiler();
const evaluate = (text: string, args: Record<string, unknown>) => {
  const capability = { kind: "tool", name: "t", enabled: true, dangerLevel: 0, definitionHash: "" } as const;
  const server = { serverId: "s", enabled: true, publicAccess: true, capabilities: new Map() };
  return compile("r", text).evaluate(
    new CallContext(
      {
        principal: { id: "p", kind: "agent", role: "user", handle: "bot", active: true },
        serverId: "s",
        capability,
        args,
        request: { method: "tools/call", time: 0, era: null },
      },
      server,
      capability,
    ),
  ).outcome;
};

describe("functions that never fail", () => {
  it.each([
    ['valueAt(args, "items.1.price") == 3', { items: [{}, { price: 3 }] }],
    ['valueAt(args, "items.length") == 2', { items: [1, 2] }],
    ['valueAt(args, "name.length") == 2', { name: "é😀" }],
    ['valueAt(args, "a") == null', { a: null }],
    ['valueAt(args, "__proto__") == {}', {}],
    ['valueAt(args, "constructor.name") == {}', {}],
    ['numberOf(valueAt(args, "a")) == 12.5', { a: "12.5" }],
    ['textOf(valueAt(args, "a")) == "12"', { a: 12 }],
    ...["1e3", " 1000\n", "+1000", "0x3e8", `${"0".repeat(40)}1000`, "1000.", "Infinity"].map(
      (a) => ['numberOf(valueAt(args, "a")) > 999', { a }] as [string, Record<string, unknown>],
    ),
    ['boolOf(valueAt(args, "a")) == true', { a: "true" }],
    ['bytesOf(valueAt(args, "a")) == 2', { a: "é" }],
    ['hostOf(valueAt(args, "a")) == "evil.example"', { a: "https://evil.example\\@bank.example" }],
    ['hostOf(valueAt(args, "a")) == "evil.example"', { a: "https://evil.example./x" }],
    ['hostOf(valueAt(args, "a")) == "evil.example:8443"', { a: "https://evil.example.:8443" }],
    ['hostOf(valueAt(args, "a")) == "bank.example:8443"', { a: " HTTPS://u:p@BANK.example:8443/x" }],
    ['firstOf(numberOf(valueAt(args, "a")), valueAt(args, "b")) == 7', { a: "x", b: 7 }],
  ])("%s", (text, args) => expect(evaluate(text, args)).toBe("true"));

  it.each([
    ['type(numberOf(valueAt(args, "a"))) == double', { a: "1 000" }],
    ['type(numberOf(valueAt(args, "a"))) == double', { a: " " }],
    ['type(numberOf(valueAt(args, "a"))) == double', { a: "NaN" }],
    ['type(numberOf(valueAt(args, "a"))) == double', { a: true }],
    ['type(textOf(valueAt(args, "a"))) == string', { a: [1] }],
    ['valueAt(args, "a.b") == 1', { a: "b" }],
    ['valueAt(args, "a.00") == 1', { a: [1] }],
    ['valueAt(args, "a.1") == 1', { a: [1] }],
    ['boolOf(valueAt(args, "a")) == false', { a: 0 }],
    ['hostOf(valueAt(args, "a")) == ""', { a: "no url" }],
    ['valueAt(args, "a") in [1, "x", null]', {}],
  ])("%s does not hold", (text, args) => expect(evaluate(text, args)).toBe("false"));
});
