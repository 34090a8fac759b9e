import { describe, expect, test } from "vitest";
import {
  addServerInputSchema,
  approvalDecidePayloadSchema,
  callToolInputSchema,
  createTokenInputSchema,
  decideApprovalInputSchema,
  displayNameSchema,
  ERROR_CODES,
  serverIdSchema,
  setUpInputSchema,
  userFieldSchema,
} from "./index.ts";

test("a server id with an underscore is refused, because `__` splits wire names", () => {
  expect(serverIdSchema.safeParse("my_server").success).toBe(false);
  expect(serverIdSchema.safeParse("my-server").success).toBe(true);
});

test("error codes are unique and read noun.problem", () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  for (const code of ERROR_CODES) expect(code).toMatch(/^[a-z_]+\.[a-z_]+$/);
});

test("a stdio launch takes a program and arguments, and a URL must be http or https", () => {
  expect(
    addServerInputSchema.safeParse({ serverId: "a", launch: { transport: "stdio", command: "node" } }).success,
  ).toBe(true);
  expect(
    addServerInputSchema.safeParse({ serverId: "a", launch: { transport: "http", url: "file:///etc/passwd" } }).success,
  ).toBe(false);
});

test("a short password and a token of one second are refused", () => {
  expect(setUpInputSchema.safeParse({ setupToken: "x", name: "A", email: "a@b.co", password: "short" }).success).toBe(
    false,
  );
  expect(createTokenInputSchema.safeParse({ principalId: "bot", expiresInSeconds: 1 }).success).toBe(false);
});

test.each(["a\0b", "a\nb", "a\u202eb", "a\u001b[31m"])(
  "a display name without characters that nobody sees: %j",
  (name) => {
    expect(displayNameSchema.safeParse(name).success).toBe(false);
    expect(displayNameSchema.safeParse("  Zo\u00eb \u{1F600} \u0627\u0628  ").data).toBe(
      "Zo\u00eb \u{1F600} \u0627\u0628",
    );
  },
);

test("A30: a word that every object has is no key of a field", () => {
  const field = { label: "L", placement: { in: "env", name: "L" } };
  for (const key of ["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"])
    expect([key, userFieldSchema.safeParse({ ...field, key }).success]).toEqual([key, false]);
  expect(userFieldSchema.safeParse({ ...field, key: "apiKey" }).success).toBe(true);
});

describe("A30, A34: arguments are as strict over the typed API and the socket as over MCP", () => {
  const deep = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`);
  test.each<[string, unknown, boolean]>([
    ["plain ones", { a: [1, -0.5, "x", true, null, { b: {} }] }, true],
    ["as deep as over MCP", { a: deep(63) }, true],
    ["deeper", { a: deep(64) }, false],
    ["so deep that reading it would end the stack", { a: deep(100_000) }, false],
    ["a key that changes what an object is", { a: JSON.parse('{"__proto__":{"admin":true}}') as unknown }, false],
    ["a number that is written otherwise than it is read", JSON.parse('{"amount":1e999}'), false],
    ["bytes, which only the socket can carry", { file: Buffer.from("bytes") }, false],
  ])("%s", (_name, args, isGood) => {
    const outcomes = [
      callToolInputSchema.safeParse({ name: "a::b", arguments: args }),
      decideApprovalInputSchema.safeParse({ approvalId: "apr_1", decision: "approve", arguments: args }),
      approvalDecidePayloadSchema.safeParse({ id: "apr_1", decision: "APPROVED", arguments: args }),
    ];
    expect(outcomes.map(({ success }) => success)).toEqual([isGood, isGood, isGood]);
  });
});
