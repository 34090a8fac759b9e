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
    : (transport === "http") === (suite === "2025-11-25") && names === "plain",
);
