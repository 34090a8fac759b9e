import { readFileSync } from "node:fs";
import path from "node:path";
import { dataDirectory, isLoopback, requireSafeTransport } from "../address.ts";
import type { Register } from "../command.ts";
import { CliError } from "../errors.ts";
import { ask, readPassword } from "../prompt.ts";
import type { CoreSession } from "../session.ts";
import { next, paragraphs } from "../text.ts";

interface Options {
  name?: string;
  email?: string;
  password?: string;
  setupToken?: string;
}

/** Creates the Owner of a new installation and keeps an access token for the commands that follow. */
export const setup: Register = (parent, run) =>
  void parent
    .command("setup")
    .description("set up a new installation: create its owner and sign this command in")
    .option("--name <name>", "the owner's name")
    .option("--email <address>", "the owner's e-mail address, for signing in to the Console")
    .option(
      "--password <password>",
      "the owner's password; - reads it from standard input, a terminal is asked when it is left out",
    )
    .option(
      "--setup-token <token>",
      "the one-time token from the start log; default: PETA_SETUP_TOKEN, then the data directory of this machine's Core",
    )
    .action(
      run(async (session, options: Options) => {
        const { io, anonymous, at, credentials } = session;
        requireSafeTransport(io, session.url);
        const { isSetUp } = await anonymous.installation.publicStatus.query();
        if (isSetUp)
          throw new CliError("setup.already_done", `Core at ${at} is set up already.`, {
            hint: "Sign in to the Console, or set PETA_TOKEN to a token that an administrator made for you.",
          });
        const setupToken = options.setupToken ?? io.env.PETA_SETUP_TOKEN ?? readSetupToken(session);
        const name = options.name ?? (await require(session, "name", "Your name: "));
        const email = options.email ?? (await require(session, "email", "Your e-mail address: "));
        const password = await readPassword(io, options.password);
        const done = await anonymous.installation.setUp.mutate({ setupToken, name, email, password, wantsToken: true });
        if (done.token === undefined) throw new CliError("cli.not_core", "Core answered without an access token.");
        credentials.save(at, { token: done.token, principalId: done.principalId, savedAt: new Date().toISOString() });
        return {
          document: {
            url: at,
            principalId: done.principalId,
            workspace: done.workspace,
            credentialsFile: credentials.file,
          },
          text: paragraphs(
            `Set up. You are "${done.principalId}", the owner of workspace "${done.workspace}".\nThe access token for this command is kept in ${credentials.file}.`,
            next(
              "peta server add everything --command npx --arg -y --arg @modelcontextprotocol/server-everything",
              "peta principal add my-agent --kind agent",
            ),
          ),
        };
      }),
    );

async function require({ io }: CoreSession, option: string, question: string): Promise<string> {
  if (!io.stdin.isTTY) throw new CliError("cli.usage", `--${option} is needed.`);
  return (await ask(io, question)).trim();
}

/** The set-up token that a Core on this machine left in its data directory. Throws cli.usage. */
function readSetupToken({ io, url }: CoreSession): string {
  const directory = isLoopback(url) ? dataDirectory(io) : null;
  if (directory !== null) {
    try {
      const token = readFileSync(path.join(directory, "setup-token"), "utf8").trim();
      if (token) return token;
    } catch {
      // Whatever the reason, the person can give the token by hand.
    }
  }
  throw new CliError("cli.usage", `The set-up token is needed${directory ? `; there is none in ${directory}` : ""}.`, {
    hint: "Core prints it when it starts. Give it with --setup-token or PETA_SETUP_TOKEN.",
  });
}
