import type { Era } from "./fixture/wire.ts";
import type { Suite } from "./suites.ts";

/** One way from the suite, through Core, to the fixture. */
export interface Leg {
  suite: Suite["id"];
  server: Era;
  transport: "http" | "stdio";
  names: "plain" | "wire";
}

const SUITE_IDS = ["0.1.16", "2025-11-25", "2026-07-28"] as const;
const own = (suite: Suite["id"]): Era => (suite === "2026-07-28" ? "modern" : "legacy");
const other = (suite: Suite["id"]): Era => (suite === "2026-07-28" ? "legacy" : "modern");

const combine = (suites: readonly Suite["id"][], serverOf: (suite: Suite["id"]) => Era): Leg[] =>
  suites.flatMap((suite) =>
    (["http", "stdio"] as const).flatMap((transport) =>
      (["plain", "wire"] as const).map((names) => ({ suite, server: serverOf(suite), transport, names })),
    ),
  );

/** Everything that `pnpm conformance --full` runs: client and server of one era, then of two. */
export const ALL_LEGS: readonly Leg[] = [...combine(SUITE_IDS, own), ...combine(["2025-11-25", "2026-07-28"], other)];

export const legName = ({ suite, server, transport, names }: Leg): string =>
  `suite ${suite} to a ${server} server over ${transport}, ${names} names`;

/** What `npm test` runs: each suite, each transport, both ways of naming and both crossings at least once. */
export const CI_LEGS: readonly Leg[] = ALL_LEGS.filter(({ suite, server, transport, names }) =>
  server === own(suite)
    ? suite === "0.1.16"
      ? transport === "http" && names === "wire"
      : (transport === "http") === (names === "plain")
    : transport === "http" && names === "plain",
);

/** What differs from the fixture by itself, by scenario: why. Whatever else differs is a failure. */
const DIFFERS: readonly { scenario: string; where: (leg: Leg) => boolean; because: string }[] = [
  {
    scenario: "server-sse-polling",
    where: ({ suite, server, transport }) => suite !== "2026-07-28" && (server === "modern" || transport === "stdio"),
    because:
      "A line has no stream that could end, and a modern server must not end one: nobody sends Core away, so that it sends nobody away.",
  },
  {
    scenario: "input-required-result-basic-elicitation",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because:
      "The suite wants the key `user_name` for the question. A legacy server's requests have no such keys; Core makes its own.",
  },
  {
    scenario: "input-required-result-ignore-extra-params",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because: "Answers before the question: a legacy server asks by requests and cannot take them.",
  },
  {
    scenario: "input-required-result-multiple-input-requests",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because:
      "A legacy server sends its questions one by one. Those that have come when Core answers are one round, the others the next.",
  },
  {
    scenario: "server-stateless",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because:
      "A legacy server hears of capabilities once, in Core's handshake, not with each call; and once it is known to ask, each client has a connection (over stdio a process) of its own, so that a change in one may show later or not at all in another.",
  },
  {
    scenario: "tasks-mrtr-composition",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because:
      "Wants a question before there is a task. Core makes the task before it calls the legacy server, whose tool runs only as one: what that asks then is a question of the task.",
  },
  {
    scenario: "tasks-required-task-error",
    where: ({ suite, server }) => suite === "2026-07-28" && server === "legacy",
    because:
      "Wants a client that knows no tasks refused (-32021). Core waits for the legacy server's task in its place and answers with the result: docs/adr/0033-own-tasks.md.",
  },
];

/** Why a scenario may differ on this leg; undefined: it may not. */
export const excuseOf = (leg: Leg, scenario: string): string | undefined =>
  DIFFERS.find((one) => one.scenario === scenario && one.where(leg))?.because;
