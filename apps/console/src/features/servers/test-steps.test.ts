import type { ServerTestResult } from "@peta/contract";
import { expect, test } from "vitest";
import { testSteps } from "./test-steps.ts";

const failed: ServerTestResult = {
  ok: false,
  steps: [
    { step: "check", ok: true, durationMs: 1, message: "ok" },
    { step: "start", ok: false, durationMs: 40, message: "exited with code 1" },
  ],
  era: null,
  protocolVersion: null,
  serverName: null,
  serverVersion: null,
  capabilities: [],
  stderrTail: [],
  error: { code: "server.start_failed", kind: "exited", message: "It ended.", remedy: "Look at its output." },
};

test("steps after a failed one are skipped, not waiting for ever", () => {
  expect(testSteps("stdio", failed, false).map((step) => step.state)).toEqual(["ok", "failed", "skipped", "skipped"]);
});

test("while it runs the earlier result is not shown as this one's", () => {
  expect(testSteps("http", failed, true).map((step) => step.state)).toEqual([
    "running",
    "pending",
    "pending",
    "pending",
  ]);
});

test("before any test everything waits", () => {
  expect(testSteps("stdio", undefined, false).every((step) => step.state === "pending")).toBe(true);
});
