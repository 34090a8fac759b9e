import { addServerInputSchema, setUpInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { asSentence, fieldErrors, stillWrong } from "./field-errors.ts";

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

test("numbers and long texts are refused in a person's words, and a sentence of the contract's stays", () => {
  const problemsOf = (sandbox: object, env = {}) => {
    const launch = { transport: "stdio", command: "x", sandbox, env };
    const parsed = addServerInputSchema.safeParse({ serverId: "a", launch });
    return parsed.success ? {} : fieldErrors(parsed.error);
  };
  expect(problemsOf({ memoryMb: 1, cpuSeconds: Number.NaN, maxProcesses: 70_000 })).toEqual({
    "launch.sandbox.memoryMb": "Give 64 or more.",
    "launch.sandbox.cpuSeconds": "Give a whole number.",
    "launch.sandbox.maxProcesses": "Give 65,536 or less.",
  });
  expect(problemsOf({ memoryMb: 64.5 })).toEqual({ "launch.sandbox.memoryMb": "Give a whole number." });
  const long = "A".repeat(300);
  expect(problemsOf({}, { [long]: "v" })).toEqual({ [`launch.env.${long}`]: "Give 256 characters at most." });
  expect(problemsOf({ readablePaths: ["srv"] })["launch.sandbox.readablePaths.0"]).toMatch(/^A path must be absolute/);
});

test("what is right by now is not said any more, and what nobody was told of yet is not said either", () => {
  const first = { serverId: "a server id", "launch.command": "needed" };
  const now = { serverId: "", launch: { transport: "stdio", command: "npx" }, displayName: "" };
  expect(Object.keys(stillWrong(first, addServerInputSchema, now))).toEqual(["serverId"]);
  expect(stillWrong(first, addServerInputSchema, { ...now, serverId: "a", displayName: undefined })).toEqual({});
});

test("a sentence keeps the full stop that it has", () => {
  expect(asSentence("no. Never.")).toBe("No. Never.");
});
