import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { ALL_CAPABILITIES, answerQuestion } from "./answer-question.ts";
import type { Era, Json } from "../fixture/wire.ts";
import { ProbeClient } from "../probe-client.ts";
import { runProgram, type SuiteResult, withResults } from "../run-suite.ts";
import type { Stage } from "../stage.ts";
import { SUITES } from "../suites.ts";
import { createQueue } from "./few-at-a-time.ts";
import { playSignIn } from "./play-sign-in.ts";
import { SCRIPTS } from "./scripts.ts";
import { LEFT_OUT, SIGN_IN_PLAYS } from "./sign-in-plays.ts";

const PROGRAM = SUITES["2026-07-28"].program;
const COMMAND = path.join(import.meta.dirname, "command.cjs");

/** The suite starts everything at once: so many sign-ins would hold up what else is tried on this Core meanwhile. */
const SIGN_INS_AT_A_TIME = 4;
/** A scenario's, which waits for its turn. */
const TIMEOUT_MS = 120_000;

/** What of the suite is run: what a revision requires of a client, and signing in by the first revision that had it. */
export const CLIENT_RUNS = {
  "2025-03-26": { era: "legacy", args: ["--suite", "backcompat", "--spec-version", "2025-03-26"] },
  "2025-11-25": { era: "legacy", args: SUITES["2025-11-25"].args },
  "2026-07-28": { era: "modern", args: SUITES["2026-07-28"].args },
} as const;
export type ClientRun = keyof typeof CLIENT_RUNS;

/** Gives Core the suite's server and does with it, as a client of this era, what belongs to the scenario. */
async function play(stage: Stage, era: Era, scenario: string, url: string, context: Json): Promise<void> {
  const script = SCRIPTS[scenario];
  const signIn = SIGN_IN_PLAYS[scenario];
  if (!script && !signIn) throw new Error(`nothing is done for ${scenario}`);
  const oauth = signIn?.oauth?.(context);
  const way = await stage.openWay({ transport: "http", url, ...(oauth && { oauth }) }, "plain");
  const createClient = () =>
    new ProbeClient({ url: way.url, era, capabilities: ALL_CAPABILITIES, answer: answerQuestion });
  try {
    if (signIn) await playSignIn(stage.api, way.serverId, createClient, signIn);
    if (!script) return;
    const client = createClient();
    await client.connect();
    if (era === "legacy") await client.listen({}, () => {});
    await script(client, context);
    await client.close();
  } finally {
    await way.close();
  }
}

/**
 * Runs the suite against Core as a client: each scenario starts a server of the suite's own, which Core is given as a
 * server and used with. Where that server wants a sign-in, somebody signs in. What did not go as it should counts as a
 * check that did not pass, also where the suite looks at something else.
 */
export async function runClientMode(
  stage: Stage,
  what: ClientRun,
  say: (line: string) => void = () => {},
): Promise<SuiteResult> {
  const { era, args } = CLIENT_RUNS[what];
  const failures = new Map<string, string>();
  const inTurn = createQueue(SIGN_INS_AT_A_TIME);

  const control = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += String(chunk)));
    request.on("end", () => {
      const asked = JSON.parse(body) as { scenario: string; serverUrl: string; context: Json };
      const run = () => play(stage, era, asked.scenario, asked.serverUrl, asked.context);
      (Object.hasOwn(SIGN_IN_PLAYS, asked.scenario) ? inTurn(run) : run()).then(
        () => response.end(),
        (error: unknown) => {
          failures.set(asked.scenario, String(error));
          response.writeHead(500).end(String(error));
        },
      );
    });
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  try {
    const all = await withResults(
      (directory) =>
        runProgram([
          PROGRAM,
          "client",
          "--command",
          `"${process.execPath}" "${COMMAND}" ${url}`,
          ...args,
          "--timeout",
          String(TIMEOUT_MS),
          "-o",
          directory,
        ]),
      say,
    );
    const played = Object.entries(all).filter(([name]) => !Object.hasOwn(LEFT_OUT, name));
    return Object.fromEntries(
      played.map(([name, wrong]) => {
        const failure = failures.get(name);
        if (failure !== undefined) say(`${name}: ${failure}`);
        return [name, failure === undefined ? wrong : [...wrong, failure]];
      }),
    );
  } finally {
    control.closeAllConnections();
    control.close();
  }
}
