import { runClientMode } from "./client-mode/run-client-mode.ts";
import { COLUMNS, columnName } from "./features/columns.ts";
import { runColumn } from "./features/run-column.ts";
import { serveHttp } from "./fixture/http.ts";
import { type Leg, legName } from "./legs.ts";
import { runSuite, type SuiteResult } from "./run-suite.ts";
import type { Stage } from "./stage.ts";
import { SUITES } from "./suites.ts";

export interface Everything {
  direct: Record<string, SuiteResult>;
  through: Map<Leg, SuiteResult>;
  client: Record<string, SuiteResult>;
  /** What went wrong, by column and feature. */
  features: Record<string, Record<string, string>>;
}

const WORKERS = 2;

/** Runs everything on one Core, two things at a time: more would spoil what is measured in time. */
export async function runEverything(stage: Stage, legs: readonly Leg[], say: (line: string) => void = () => {}) {
  const all: Everything = { direct: {}, through: new Map(), client: {}, features: {} };
  const jobs: (() => Promise<void>)[] = [
    ...Object.values(SUITES).map((suite) => async () => {
      const fixture = await serveHttp([suite.era]);
      all.direct[suite.id] = await runSuite(suite, fixture.url);
      await fixture.close();
    }),
    ...legs.map((leg) => async () => {
      const way = await stage.openLeg(leg);
      all.through.set(leg, await runSuite(SUITES[leg.suite], way.url));
      await way.close();
      say(legName(leg));
    }),
    ...(["2025-11-25", "2026-07-28"] as const).map((revision) => async () => {
      all.client[revision] = await runClientMode(stage, revision);
      say(`client mode ${revision}`);
    }),
    ...COLUMNS.map((column) => async () => {
      all.features[columnName(column)] = await runColumn(stage, column);
      say(columnName(column));
    }),
  ];
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job();
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return all;
}
