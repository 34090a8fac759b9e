import type { LaunchInput } from "@peta/contract";
import type { Command } from "commander";
import { CliError } from "../../errors.ts";
import { collect, parseHeaders, parseQuery, parseVariables } from "../../parse.ts";
import { requireVersion } from "../../parse-version.ts";
import type { CoreSession } from "../../session.ts";
import { namesClient, readServerOAuth, withOAuthOptions } from "./oauth-options.ts";
import { namesSignIn, readAuth, readDefinition, type RestOptions, withRestOptions } from "./rest-options.ts";
import { readSandbox, type SandboxOptions, withSandboxOptions } from "./sandbox-options.ts";
import { readTls, type TlsOptions, withTlsOptions } from "./tls-options.ts";

export interface LaunchOptions extends RestOptions, SandboxOptions, TlsOptions {
  skills?: string;
  skill: string[];
  url?: string;
  command?: string;
  arg: string[];
  env: string[];
  cwd?: string;
  header: string[];
  headerEnv: string[];
  query: string[];
  queryEnv: string[];
}

/** The options that say how a server is reached. */
export const withLaunchOptions = (command: Command): Command =>
  withSandboxOptions(withTlsOptions(withOAuthOptions(withRestOptions(withOwnOptions(command)))));

const withOwnOptions = (command: Command): Command =>
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
    .option("--skills <version>", "a version of an uploaded package of skills that Core serves itself, as in office@3")
    .option("--skill <name>", "only this skill of the package; repeat for more", collect, [])
    .option("--cwd <directory>", "the program's working directory")
    .option("--header <name=value>", "a header for an HTTP server; repeat for more", collect, [])
    .option(
      "--header-env <name=variable>",
      "a header whose value is in this environment's variable; repeat for more",
      collect,
      [],
    )
    .option(
      "--query <name=value>",
      "a parameter of an HTTP server's query, kept as a secret; repeat for more",
      collect,
      [],
    )
    .option(
      "--query-env <name=variable>",
      "a parameter of the query whose value is in this environment's variable; repeat for more",
      collect,
      [],
    );

export const HOW =
  "Say how the server is reached: --command PROGRAM, --url URL, --definition FILE for a REST API, or --skills PACKAGE@VERSION.";

/** The launch configuration that the options describe, or undefined when they describe none. Throws cli.usage. */
export async function parseLaunch(session: CoreSession, options: LaunchOptions): Promise<LaunchInput | undefined> {
  const { io } = session;
  const { url, command, definition, skills } = options;
  const ways = [url, command, definition, skills].filter((one) => one !== undefined).length;
  if (ways > 1) throw new CliError("cli.usage", "Give one of --url, --command, --definition and --skills.");
  const forStdio = options.arg.length + options.env.length > 0 || options.cwd !== undefined;
  const tls = readTls(io, options);
  const sandbox = readSandbox(options);
  if (sandbox && command === undefined)
    throw new CliError("cli.usage", "A sandbox is of a program: it goes with --command.");
  const forHttp =
    options.header.length + options.headerEnv.length + options.query.length + options.queryEnv.length > 0 ||
    tls !== null;
  if (namesSignIn(options) && definition === undefined)
    throw new CliError(
      "cli.usage",
      "The options to sign in to an API go with --definition. For an MCP server, use --header-env, or the other options that begin with --oauth.",
    );
  if (namesClient(options) && url === undefined && definition === undefined)
    throw new CliError("cli.usage", "The options that begin with --oauth go with --url or --definition.");
  if (options.skill.length > 0 && skills === undefined)
    throw new CliError("cli.usage", "--skill names a skill of the package that --skills names.");
  if (skills !== undefined && forHttp)
    throw new CliError("cli.usage", "Core serves skills itself: headers, queries and certificates go with --url.");
  if (command !== undefined) {
    if (forHttp)
      throw new CliError(
        "cli.usage",
        "Headers, parameters of the query and certificates go with --url, not with --command.",
      );
    return {
      transport: "stdio",
      command,
      args: options.arg,
      env: parseVariables(io, options.env),
      ...(options.cwd !== undefined && { workingDirectory: options.cwd }),
      ...(sandbox && { sandbox }),
    };
  }
  if (ways > 0 && forStdio)
    throw new CliError("cli.usage", "--arg, --env and --cwd go with --command, not with --url or --definition.");
  if (skills !== undefined)
    return {
      transport: "skills",
      ...requireVersion(skills),
      ...(options.skill.length > 0 && { include: options.skill }),
    };
  const added = { headers: parseHeaders(io, options), query: parseQuery(io, options), ...(tls && { tls }) };
  if (url !== undefined) {
    const oauth = readServerOAuth(io, options, added.headers);
    return { transport: "http", url, ...added, ...(oauth && { oauth }) };
  }
  if (definition !== undefined)
    return {
      transport: "rest",
      definition: await readDefinition(session, definition),
      auth: readAuth(io, options),
      ...added,
    };
  if (forStdio || forHttp) throw new CliError("cli.usage", HOW);
  return undefined;
}
