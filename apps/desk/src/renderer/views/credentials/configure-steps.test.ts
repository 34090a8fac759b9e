import { expect, test } from "vitest";
import { configureSteps, type Progress } from "./configure-steps.ts";

const states = (progress: Progress) => configureSteps(progress).map(({ state }) => state);
const failed = (code: string): Progress => ({ at: "failed", code, message: "no", tookMs: 5 });

test("a test runs between the check and the storing", () => {
  expect(states({ at: "testing" })).toEqual(["ok", "running", "pending"]);
  expect(states({ at: "stored", tookMs: 5 })).toEqual(["ok", "ok", "ok"]);
});

test("a failure stands at the step that failed, with its sentence, and nothing after it happened", () => {
  expect(states(failed("server.start_failed"))).toEqual(["ok", "failed", "skipped"]);
  expect(states(failed("server.values_invalid"))).toEqual(["failed", "skipped", "skipped"]);
  expect(configureSteps(failed("server.start_failed"))[1]).toMatchObject({ message: "no" });
});
