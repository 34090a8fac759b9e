import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COLUMNS, columnName, refusalOf } from "./features/columns.ts";
import { FEATURES } from "./features/features.ts";
import { CI_LEGS, excuseOf, legName } from "./legs.ts";
import { type Everything, runEverything } from "./run-everything.ts";
import { differences, scoreOf } from "./run-suite.ts";
import { createStage, type Stage } from "./stage.ts";
import { SUITES, scoredScenarios } from "./suites.ts";

const BEFORE_LISTS = ["auth/2025-03-26-oauth-metadata-backcompat", "auth/2025-03-26-oauth-endpoint-fallback"];

let stage: Stage;
let all: Everything;
beforeAll(async () => {
  stage = await createStage();
  all = await runEverything(stage, CI_LEGS);
}, 300_000);
afterAll(() => stage.stop());

test.each([
  ["0.1.16", 32],
  ["2025-11-25", 30],
  ["2026-07-28", 37],
] as const)("the fixture by itself passes %s in all %i scenarios that count", (id, of) => {
  expect(scoreOf(SUITES[id], all.direct[id] ?? {})).toEqual({ passed: of, of });
});

test.each(CI_LEGS.map((leg) => [legName(leg), leg] as const))("%s: the same through Core", (_name, leg) => {
  const result = all.through.get(leg) ?? {};
  const differing = differences(all.direct[leg.suite] ?? {}, result);
  expect(differing.filter((name) => excuseOf(leg, name) === undefined).map((name) => [name, result[name]])).toEqual([]);
});

test.each([
  ["2025-03-26", new Set(BEFORE_LISTS)],
  ["2025-11-25", scoredScenarios("2025-11-25", "client")],
  ["2026-07-28", scoredScenarios("2026-07-28", "client")],
] as const)(
  "Core as a client of the suite's servers passes whatever was run of %s, all that counts in it",
  (run, scored) => {
    const result = all.client[run] ?? {};
    expect(Object.entries(result).filter(([, wrong]) => wrong.length > 0)).toEqual([]);
    expect(Object.keys(result)).toEqual(expect.arrayContaining([...scored]));
  },
);

describe.each(COLUMNS.map((column) => [columnName(column), column] as const))("%s", (name, column) => {
  test("every feature works, or is refused because it cannot exist", () => {
    const cannot = Object.keys(FEATURES).filter((feature) => refusalOf(feature, column) !== undefined);
    const wrong = all.features[name] ?? { nothing: "was run" };
    expect(Object.entries(wrong).filter(([feature]) => !cannot.includes(feature))).toEqual([]);
    expect(Object.keys(wrong)).toEqual(cannot);
  });
});
