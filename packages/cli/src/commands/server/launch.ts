import type { LaunchInput } from "@peta/contract";
import type { Command } from "commander";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { collect, parseHeaders, parseVariables } from "../../parse.ts";

export interface LaunchOptions {
  url?: string;
  command?: string;
  arg: string[];
  env: string[];
  cwd?: string;
  header: string[];
  headerEnv: string[];
}

/** The options that say how a server is reached. */
export const withLaunchOptions = (command: Command): Command =>
  command
    .option("--url <url>", "a Streamable HTTP server's address")
    .option("--command <program>", "a stdio server's program; it is started without a shell")
    .option("--arg <argument>", "an argument of the program; repeat for more", collect, [])
    .option(
      "--env <name=value>",
      "a variable of the program; NAME alone takes the value from this environment; repeat for more",
      collect,
      [],
    )
    .option("--cwd <directory>", "the program's working directory")
    .option("--header <name=value>", "a header for an HTTP server; repeat for more", collect, [])
    .option(
      "--header-env <name=variable>",
      "a header whose value is in this environment's variable; repeat for more",
      collect,
      [],
    );

/** The launch configuration that the options describe, or undefined when they describe none. Throws cli.usage. */
export function parseLaunch(io: Io, options: LaunchOptions): LaunchInput | undefined {
  const { url, command } = options;
  if (url !== undefined && command !== undefined) throw new CliError("cli.usage", "Give --url or --command, not both.");
  const forStdio = options.arg.length + options.env.length > 0 || options.cwd !== undefined;
  const forHttp = options.header.length + options.headerEnv.length > 0;
  if (command !== undefined) {
    if (forHttp) throw new CliError("cli.usage", "--header and --header-env go with --url, not with --command.");
    return {
      transport: "stdio",
      command,
      args: options.arg,
      env: parseVariables(io, options.env),
      ...(options.cwd !== undefined && { workingDirectory: options.cwd }),
    };
  }
  if (url !== undefined) {
    if (forStdio) throw new CliError("cli.usage", "--arg, --env and --cwd go with --command, not with --url.");
    return { transport: "http", url, headers: parseHeaders(io, options) };
  }
  if (forStdio || forHttp)
    throw new CliError("cli.usage", "Say how the server is reached: --command PROGRAM or --url URL.");
  return undefined;
}
