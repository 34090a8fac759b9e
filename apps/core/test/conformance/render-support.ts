import { CLIENT_RUNS, type ClientRun } from "./client-mode/run-client-mode.ts";
import { LEFT_OUT } from "./client-mode/sign-in-plays.ts";
import { CANNOT, COLUMNS, columnName, refusalOf } from "./features/columns.ts";
import { FEATURES } from "./features/features.ts";
import { excuseOf, legName } from "./legs.ts";
import type { Everything } from "./run-everything.ts";
import { differences, scoreOf } from "./run-suite.ts";
import { SUITES, scoredScenarios } from "./suites.ts";

const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;
const rule = (columns: number): string => row(...Array.from({ length: columns }, () => "---"));
const scored = ({ passed, of }: { passed: number; of: number }): string => `${passed} of ${of}`;

function renderClient(client: Everything["client"]): string[] {
  const runs = Object.keys(CLIENT_RUNS) as ClientRun[];
  const names = [...new Set(Object.values(client).flatMap((result) => Object.keys(result)))].sort();
  const cell = (wrong: readonly string[] | undefined): string =>
    wrong === undefined ? "" : wrong.length === 0 ? "passes" : [...new Set(wrong)].join(", ");
  const scores = (["2025-11-25", "2026-07-28"] as const).map((revision) => {
    const of = [...scoredScenarios(revision, "client")];
    return `${revision} ${scored({ passed: of.filter((name) => client[revision]?.[name]?.length === 0).length, of: of.length })}`;
  });
  return [
    `Of those that count: ${scores.join(", ")}.`,
    "",
    row("Scenario", ...runs),
    rule(runs.length + 1),
    ...names.map((name) => row(`\`${name}\``, ...runs.map((run) => cell(client[run]?.[name])))),
  ];
}

/** `docs/mcp-support.md`, from one run of everything. */
export function renderSupport({ direct, through, client, features }: Everything): string {
  const lines = [
    "# What Core supports of MCP",
    "",
    "Written by `pnpm conformance --write` from what it found, over the ways that `npm test` takes too; with `--full` over",
    "all of them. *Legacy* is 2025-11-25 and earlier, *modern* is 2026-07-28.",
    "",
    "## The official conformance suites",
    "",
    "Scenarios that pass in every check, of those that count: of a fixture by itself over HTTP, and of the same fixture",
    "behind Core, with a token, under plain and under prefixed names.",
    "",
    row("Suite", "Server", "Transport", "Names", "By itself", "Through Core"),
    rule(6),
  ];
  const excuses = new Map<string, string>();
  for (const [leg, result] of through) {
    const suite = SUITES[leg.suite];
    const own = direct[suite.id] ?? {};
    const names = leg.names === "wire" ? "prefixed" : "plain";
    lines.push(
      row(leg.suite, leg.server, leg.transport, names, scored(scoreOf(suite, own)), scored(scoreOf(suite, result))),
    );
    for (const name of differences(own, result))
      excuses.set(name, excuseOf(leg, name) ?? `UNEXPECTED: ${legName(leg)}`);
  }
  lines.push(
    "",
    "A legacy stdio server is run with the setting `connection: per-session` here: on a line that several clients share",
    "nothing says whom a question or a message is for, and Core never guesses.",
    "",
    "Differences, each with its reason:",
    "",
    ...[...Map.groupBy(excuses, ([, why]) => why)].map(
      ([why, alike]) => `- ${alike.map(([name]) => `\`${name}\``).join(", ")}: ${why}`,
    ),
    "",
    "## Core as the client of servers",
    "",
    "The suite's own servers behind Core. Where one wants a sign-in (`auth/`), a browser signs in, and a client of Core uses",
    "what there is then; or Core refuses, where the scenario wants that. `auth/basic-cimd` has the suite's own address of a",
    "client's metadata as the client id of the server.",
    "",
    ...renderClient(client),
    "",
    "Scenarios that are left out, all of extensions, which count for nobody:",
    "",
    ...[...Map.groupBy(Object.entries(LEFT_OUT), ([, why]) => why)].map(
      ([why, alike]) => `- ${alike.map(([name]) => `\`${name}\``).join(", ")}: ${why}`,
    ),
    "",
    "## Features, by era and transport",
    "",
    "Client → server. HTTP is Streamable HTTP, SSE is HTTP+SSE of 2024-11-05, which has no modern servers.",
    "",
    row("Feature", ...COLUMNS.map(({ client: from, server, transport }) => `${from} → ${server}, ${transport}`)),
    rule(COLUMNS.length + 1),
    ...Object.keys(FEATURES).map((feature) =>
      row(
        feature,
        ...COLUMNS.map((column) =>
          features[columnName(column)]?.[feature] === undefined
            ? "yes"
            : refusalOf(feature, column) === undefined
              ? "NO"
              : "refused",
        ),
      ),
    ),
    "",
    "Refused by name, because it cannot exist:",
    "",
    ...new Set(CANNOT.map(({ feature, because }) => `- ${feature}: ${because}`)),
    "",
    "A modern client has tasks of those tools of legacy servers that run only as tasks; calls of the others are answered",
    "at once. How tasks are carried, and what of them is not: [tasks.md](tasks.md).",
    "",
  );
  return lines.join("\n");
}
