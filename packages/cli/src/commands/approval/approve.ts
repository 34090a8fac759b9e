import { CliError } from "../../errors.ts";
import type { Register } from "../../command.ts";
import type { Io } from "../../io.ts";
import { toCliError } from "../../map-error.ts";
import { parseJsonObject } from "../../parse.ts";
import { ask, readStdin } from "../../prompt.ts";
import { clean, next, paragraphs } from "../../text.ts";

interface Options {
  reason?: string;
  arguments?: string;
  password?: string;
}

/** Lets one exact call through, once; with other arguments if need be. */
export const approvalApprove: Register = (parent, run) =>
  void parent
    .command("approve")
    .description("let this one call through, once")
    .argument("<approvalId>")
    .option("--reason <reason>", "why; some rules ask for it")
    .option("--arguments <json>", "send these arguments instead; both versions are kept")
    .option(
      "--password <password>",
      "of your account, for level 3; - reads it from standard input, a terminal is asked",
    )
    .action(
      run(async (session, approvalId: string, options: Options) => {
        const { core, io } = session;
        const args = options.arguments;
        const decision = {
          approvalId,
          decision: "approve" as const,
          ...(options.reason !== undefined && { reason: options.reason }),
          ...(args !== undefined && { arguments: parseJsonObject(args, "--arguments") }),
        };
        const given = options.password === undefined ? undefined : await readGiven(io, options.password);
        const decide = (password: string | undefined) =>
          core.approvals.decide.mutate({ ...decision, ...(password !== undefined && { password }) });
        const approved = await decide(given).catch(async (error: unknown) => {
          const mayAsk = given === undefined && io.stdin.isTTY === true;
          if (!mayAsk || toCliError(error, session).code !== "approval.step_up_required") throw error;
          return decide(await ask(io, "Your account's password: ", { secret: true }));
        });
        const what = `${approved.canonicalName} of "${approved.principalId}"`;
        return {
          document: approved,
          text: paragraphs(
            clean(
              `Approved ${approvalId}: the call of ${what} may run once${approved.isEdited ? ", with the edited arguments" : ""}.`,
            ),
            next(`peta approval show ${approvalId}`, "peta audit list --since 15m"),
          ),
        };
      }),
    );

async function readGiven(io: Io, given: string): Promise<string> {
  if (given !== "-") return given;
  if (io.stdin.isTTY) return ask(io, "Your account's password: ", { secret: true });
  const [line = ""] = (await readStdin(io)).split(/\r?\n/, 1);
  if (line === "") throw new CliError("cli.usage", "--password -: standard input holds no password.");
  return line;
}
