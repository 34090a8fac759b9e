import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { addedText } from "./added-text.ts";
import { HOW, type LaunchOptions, parseLaunch, withLaunchOptions } from "./launch.ts";
import { readUserFields } from "./user-fields.ts";

interface Options extends LaunchOptions {
  name?: string;
  public?: boolean;
  allowUnreachable?: boolean;
  fields?: string;
}

/** Registers a server; Core tests it first and reads its catalogue. */
export const serverAdd: Register = (parent, run) =>
  void withLaunchOptions(parent.command("add"))
    .description("register a server; it is tested before it is saved")
    .argument("<serverId>", "its name in serverId::tool: lower-case letters, digits and -")
    .option("--name <name>", "the name people see")
    .option("--public", "everybody in the workspace may use it unless switched off")
    .option("--allow-unreachable", "save it even if it cannot be reached now")
    .option("--fields <file>", "each user enters values of their own: a JSON array of fields; - reads standard input")
    .action(
      run(async (session, id: string, options: Options) => {
        const { core, io } = session;
        const serverId = requireServerId(id);
        const launch = await parseLaunch(session, options);
        if (!launch) throw new CliError("cli.usage", HOW);
        if (options.fields !== undefined && "oauth" in launch)
          throw new CliError(
            "cli.usage",
            "Core signs in for everybody, while --fields are of each user: leave out one of them.",
          );
        const server = await core.servers.add.mutate({
          serverId,
          launch,
          ...(options.name !== undefined && { displayName: options.name }),
          publicAccess: options.public === true,
          allowUnreachable: options.allowUnreachable === true,
          ...(options.fields !== undefined && { userFields: await readUserFields(io, options.fields) }),
        });
        return { document: server, text: addedText(server) };
      }),
    );
