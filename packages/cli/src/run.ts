import { CommanderError, type Command } from "commander";
import type { Run, Work } from "./command.ts";
import { CliError, EXIT, type ExitCode } from "./errors.ts";
import type { Io } from "./io.ts";
import { toCliError } from "./map-error.ts";
import { createOutput } from "./output.ts";
import { createProgram } from "./program.ts";
import { openSession, type GlobalOptions, type CoreSession } from "./session.ts";

/** Runs one command line and says what the process shall exit with. Never throws for a problem of the user's making. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const run: Run =
    <Args extends unknown[]>(work: Work<Args>) =>
    async (...given: [...Args, Command]) => {
      const command = given.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const output = createOutput(io, { json: options.json === true });
      let session: CoreSession | undefined;
      try {
        session = openSession(io, options, output);
        exitCode = output.result(await work(session, ...(given.slice(0, -1) as unknown as Args)));
      } catch (error) {
        exitCode = output.error(toCliError(error, session ?? null));
      }
    };
  const program = createProgram(run);
  const buffer = { out: "", err: "" };
  configureAll(program, buffer);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = reportParse(error, createOutput(io, { json: asksForJson(args) }), buffer);
  }
  return exitCode;
}

/** Before a command line is understood, `--json` anywhere in front of `--` counts. */
const asksForJson = (args: readonly string[]): boolean =>
  args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).includes("--json");

/** Commander writes through these and asks for exceptions instead of ending the process, in every command of the tree. */
function configureAll(command: Command, buffer: { out: string; err: string }): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void (buffer.out += text),
    writeErr: (text) => void (buffer.err += text),
  });
  for (const child of command.commands) configureAll(child, buffer);
}

function reportParse(
  error: CommanderError,
  output: ReturnType<typeof createOutput>,
  buffer: { out: string; err: string },
): ExitCode {
  if (error.code === "commander.version")
    return output.result({ document: { version: buffer.out.trim() }, text: buffer.out });
  if (error.exitCode === 0) return output.result({ document: { help: buffer.out }, text: buffer.out });
  // A group without a verb: its help says which verbs there are.
  if (error.code === "commander.help")
    return output.error(new CliError("cli.usage", "A command is missing.", { hint: buffer.err || buffer.out }));
  const [message = "", ...suggestions] = error.message.replace(/^error: /, "").split("\n");
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? "" : "."}`;
  const hint = suggestions.join(" ").replace(/^\((.*)\)$/, "$1");
  return output.error(new CliError("cli.usage", sentence, { hint: hint || "`peta --help` shows every command." }));
}
