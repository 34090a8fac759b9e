import { CLIENT_RUNS, type ClientRun, runClientMode } from "./client-mode/run-client-mode.ts";
import { COLUMNS, columnName } from "./features/columns.ts";
import { runColumn } from "./features/run-column.ts";
import { serveHttp } from "./fixture/http.ts";
import { excuseOf, type Leg, legName } from "./legs.ts";
import { differences, runSuite, type SuiteResult } from "./run-suite.ts";
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
  const all: Everything = { direct: {}, through: new Map(legs.map((leg) => [leg, {}])), client: {}, features: {} };
  const runLeg = async (leg: Leg): Promise<SuiteResult> => {
    const way = await stage.openLeg(leg);
    const result = await runSuite(SUITES[leg.suite], way.url);
    await way.close();
    return result;
  };
  for (const suite of Object.values(SUITES)) {
    const fixture = await serveHttp([suite.era]);
    all.direct[suite.id] = await runSuite(suite, fixture.url);
    await fixture.close();
  }
  const jobs: (() => Promise<void>)[] = [
    ...legs.map((leg) => async () => {
      let result = await runLeg(leg);
      const differing = differences(all.direct[leg.suite] ?? {}, result);
      // The suite gives some things half a second: on a busy machine they get a second chance, from the start.
      if (differing.some((name) => excuseOf(leg, name) === undefined)) result = await runLeg(leg);
      all.through.set(leg, result);
      say(legName(leg));
    }),
    ...(Object.keys(CLIENT_RUNS) as ClientRun[]).map((run) => async () => {
      all.client[run] = await runClientMode(stage, run);
      say(`client mode ${run}`);
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
