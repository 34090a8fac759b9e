import { sandboxSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { sandboxState } from "./sandbox-words.ts";

const requested = sandboxSchema.parse({});
const host = { files: "host", network: "host", processes: "host", limits: [] as string[] } as const;

test("a sandbox that was asked for and is not there is an error, not an absence", () => {
  expect(sandboxState({ requested, inForce: { ...host, files: "isolated" } }).label).toBe("Sandbox in force");
  expect(sandboxState({ requested, inForce: host })).toEqual({ status: "error", label: "Sandbox not in force" });
  expect(sandboxState({ requested: null, inForce: host }).status).toBe("offline");
});
