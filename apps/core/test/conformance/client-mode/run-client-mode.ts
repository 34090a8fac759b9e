import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { ALL_CAPABILITIES, answerQuestion } from "./answer-question.ts";
import type { Era, Json } from "../fixture/wire.ts";
import { ProbeClient } from "../probe-client.ts";
import { runProgram, type SuiteResult, withResults } from "../run-suite.ts";
import type { Stage } from "../stage.ts";
import { SUITES } from "../suites.ts";
import { SCRIPTS } from "./scripts.ts";

const COMMAND = path.join(import.meta.dirname, "command.ts");

/**
 * Runs the suite against Core as a client: each scenario starts a server of the suite's own, which Core is given as a
 * server and used with. Scenarios of OAuth towards servers are left out: Core does not sign in to servers.
 */
export async function runClientMode(
  stage: Stage,
  revision: "2025-11-25" | "2026-07-28",
  say: (line: string) => void = () => {},
): Promise<SuiteResult> {
  const era: Era = SUITES[revision].era;

  const play = async (scenario: string, serverUrl: string, context: Json): Promise<void> => {
    const script = SCRIPTS[scenario];
    if (!script) throw new Error(`nothing is done for ${scenario}`);
    const way = await stage.openWay({ transport: "http", url: serverUrl }, "plain");
    try {
      const client = new ProbeClient({ url: way.url, era, capabilities: ALL_CAPABILITIES, answer: answerQuestion });
      await client.connect();
      if (era === "legacy") await client.listen({}, () => {});
      await script(client, context);
      await client.close();
    } finally {
      await way.close();
    }
  };

  const control = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += String(chunk)));
    request.on("end", () => {
      const asked = JSON.parse(body) as { scenario: string; serverUrl: string; context: Json };
      play(asked.scenario, asked.serverUrl, asked.context).then(
        () => response.end(),
        (error: unknown) => {
          if (Object.hasOwn(SCRIPTS, asked.scenario)) say(`${asked.scenario}: ${String(error)}`);
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
          SUITES[revision].program,
          "client",
          "--command",
          `"${process.execPath}" "${COMMAND}" ${url}`,
          "--requirements",
          revision,
          "-o",
          directory,
        ]),
      say,
    );
    return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(SCRIPTS, name)));
  } finally {
    control.closeAllConnections();
    control.close();
  }
}
