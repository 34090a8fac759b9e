import { parseArgs } from "node:util";
import { runClientMode } from "./client-mode/run-client-mode.ts";
import { serveHttp } from "./fixture/http.ts";
import { ALL_LEGS, CI_LEGS, legName } from "./legs.ts";
import { differences, runSuite, scoreOf } from "./run-suite.ts";
import { createStage } from "./stage.ts";
import { SUITES } from "./suites.ts";

const { values } = parseArgs({
  options: {
    full: { type: "boolean" },
    verbose: { type: "boolean" },
    only: { type: "string" },
    client: { type: "boolean" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const legs = (values.full === true ? ALL_LEGS : CI_LEGS).filter((leg) => legName(leg).includes(values.only ?? ""));
const whisper = values.verbose === true ? (line: string) => say(`    ${line}`) : undefined;

const stage = await createStage();
for (const leg of legs) {
  const suite = SUITES[leg.suite];
  const fixture = await serveHttp([suite.era]);
  const direct = await runSuite(suite, fixture.url);
  await fixture.close();
  const way = await stage.openLeg(leg);
  const startedAt = performance.now();
  const through = await runSuite(suite, way.url, whisper);
  const [a, b] = [scoreOf(suite, direct), scoreOf(suite, through)];
  say(
    `${legName(leg)}: ${b.passed}/${b.of}, direct ${a.passed}/${a.of} (${Math.round(performance.now() - startedAt)} ms)`,
  );
  for (const name of differences(direct, through)) say(`  ${name}: ${JSON.stringify(through[name])}`);
  await way.close();
}
if (values.client === true) {
  for (const revision of ["2025-11-25", "2026-07-28"] as const) {
    const result = await runClientMode(stage, revision, whisper);
    say(
      `client mode ${revision}: ${Object.entries(result)
        .map(([name, wrong]) => `\n  ${name} ${wrong.join(", ")}`)
        .join("")}`,
    );
  }
}
await stage.stop();
