import { addServerInputSchema, setUpInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { asSentence, fieldErrors } from "./field-errors.ts";

test("each field gets its first problem as a sentence", () => {
  const parsed = setUpInputSchema.safeParse({ setupToken: "t", name: "", email: "nobody", password: "short" });
  expect(parsed.success).toBe(false);
  if (parsed.success) return;
  expect(fieldErrors(parsed.error)).toEqual({
    name: "A name is needed.",
    email: "This is not an e-mail address.",
    password: "A password has 12 characters at least.",
  });
});

test("a nested field is found under its path, and an empty text is said plainly", () => {
  const parsed = addServerInputSchema.safeParse({ serverId: "a", launch: { transport: "stdio", command: "" } });
  expect(parsed.success).toBe(false);
  if (!parsed.success) expect(fieldErrors(parsed.error)).toEqual({ "launch.command": "This is needed." });
});

test("a sentence keeps the full stop that it has", () => {
  expect(asSentence("no. Never.")).toBe("No. Never.");
});
