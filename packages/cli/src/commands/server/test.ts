import type { ServerTestResult } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError, EXIT } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { clean, count, lastWords, next, paragraphs } from "../../text.ts";
import { type LaunchOptions, parseLaunch, withLaunchOptions } from "./launch.ts";

const SAVED_ALL_THE_SAME = "peta server add SERVER, with the same options: it is saved, and can then be signed in to";

/** Connects to a registered server, or to one that is not registered yet, and says step by step how it went. */
export const serverTest: Register = (parent, run) =>
  void withLaunchOptions(parent.command("test"))
    .description("connect to a server once and report each step; exits with 5 when it cannot be used")
    .argument("[serverId]", "a registered server; or describe a new one with --command or --url")
    .action(
      run(async (session, id: string | undefined, options: LaunchOptions) => {
        const launch = await parseLaunch(session, options);
        if ((id === undefined) === (launch === undefined))
          throw new CliError(
            "cli.usage",
            "Name a registered server, or describe one with --command, --url or --definition.",
          );
        const result = await session.core.servers.test.mutate(
          launch ? { launch } : { serverId: requireServerId(id ?? "") },
        );
        return { document: result, text: reportText(result, id), exitCode: result.ok ? EXIT.ok : EXIT.checkFailed };
      }),
    );

function reportText(result: ServerTestResult, id: string | undefined): string {
  const steps = result.steps
    .map(
      (step) =>
        `${step.ok ? "ok  " : "FAIL"}  ${step.step.padEnd(9)}  ${`${Math.round(step.durationMs)} ms`.padStart(8)}  ${clean(step.message)}`,
    )
    .join("\n");
  if (!result.ok) {
    const { error, stderrTail } = result;
    // The step that failed says it already.
    const isSaid = error !== null && result.steps.at(-1)?.message === error.message;
    return paragraphs(
      isSaid ? `${steps} [${error.code}]` : steps,
      error && `${isSaid ? "" : `${clean(error.message)} [${error.code}]\n`}${clean(error.remedy)}`,
      stderrTail.length > 0 && lastWords(stderrTail),
      error?.kind === "sign_in" && next(id === undefined ? SAVED_ALL_THE_SAME : `peta server sign-in ${id}`),
    );
  }
  const tools = result.capabilities.filter((capability) => capability.kind === "tool").length;
  return paragraphs(
    steps,
    `${clean(result.serverName ?? "The server")} ${clean(result.serverVersion ?? "")} speaks ${result.protocolVersion ?? "an unknown version"} (${result.era ?? "unknown"} era) and offers ${count(tools, "tool")}.`,
  );
}
