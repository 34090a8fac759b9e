import { expect, test } from "vitest";
import {
  addServerInputSchema,
  createTokenInputSchema,
  displayNameSchema,
  ERROR_CODES,
  serverIdSchema,
  setUpInputSchema,
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
