import type { RestAuth, RestDefinition } from "@peta/contract";
import type { Command } from "commander";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { fromEnvironment, splitPair } from "../../parse.ts";
import { readText } from "../../read-text.ts";
import type { CoreSession } from "../../session.ts";
import { namesClient, type OAuthOptions, readRestClient } from "./oauth-options.ts";

export interface RestOptions extends OAuthOptions {
  definition?: string;
  bearerEnv?: string;
  basicEnv?: string;
  apiKeyHeader?: string;
  apiKeyQuery?: string;
  oauthTokenUrl?: string;
}

/** A REST API, and how Core signs in to it. Secrets come from the environment, never from the command line. */
export const withRestOptions = (command: Command): Command =>
  command
    .option("--definition <file>", "a REST API as a definition in JSON or YAML; - reads standard input")
    .option("--bearer-env <variable>", "sign in to the API with the token in this environment's variable")
    .option("--basic-env <variable>", "sign in to the API with the user:password in this environment's variable")
    .option(
      "--api-key-header <name=variable>",
      "sign in to the API with a key in this header; its value is in the variable",
    )
    .option("--api-key-query <name=variable>", "sign in to the API with a key in this parameter of the query")
    .option("--oauth-token-url <url>", "sign in to the API with a token of Core's own (client credentials)");

/** Whether any of the options says how to sign in. */
export const namesSignIn = (options: RestOptions): boolean => waysOf(options).length > 0;

const waysOf = ({ bearerEnv, basicEnv, apiKeyHeader, apiKeyQuery, oauthTokenUrl }: RestOptions): string[] =>
  [bearerEnv, basicEnv, apiKeyHeader, apiKeyQuery, oauthTokenUrl].filter((one) => one !== undefined);

/** The way to sign in that the options name. Throws cli.usage, which repeats no secret. */
export function readAuth(io: Io, options: RestOptions): RestAuth {
  const { bearerEnv, basicEnv, apiKeyHeader, apiKeyQuery, oauthTokenUrl } = options;
  if (waysOf(options).length > 1) throw new CliError("cli.usage", "Give one way to sign in to the API.");
  if (namesClient(options) && oauthTokenUrl === undefined)
    throw new CliError("cli.usage", "A REST API does not say where its tokens come from: give --oauth-token-url too.");
  if (bearerEnv !== undefined) return { kind: "bearer", token: fromEnvironment(io, bearerEnv, "--bearer-env") };
  if (basicEnv !== undefined) {
    const pair = fromEnvironment(io, basicEnv, "--basic-env");
    const at = pair.indexOf(":");
    if (at < 0) throw new CliError("cli.usage", `--basic-env: the variable ${basicEnv} must hold user:password.`);
    return { kind: "basic", username: pair.slice(0, at), password: pair.slice(at + 1) };
  }
  if (apiKeyHeader !== undefined)
    return { kind: "apiKey", in: "header", ...keyOf(io, "--api-key-header", apiKeyHeader) };
  if (apiKeyQuery !== undefined) return { kind: "apiKey", in: "query", ...keyOf(io, "--api-key-query", apiKeyQuery) };
  return oauthTokenUrl === undefined ? { kind: "none" } : readRestClient(io, oauthTokenUrl, options);
}

function keyOf(io: Io, option: string, pair: string): { name: string; value: string } {
  const [name, variable] = splitPair(pair);
  if (!name || !variable)
    throw new CliError("cli.usage", `${option} needs a name and a variable, as in ${option} X-Api-Key=MY_KEY`);
  return { name, value: fromEnvironment(io, variable, option) };
}

/** A definition in a file, as Core reads it: it knows JSON and YAML, and says what is wrong with either. */
export async function readDefinition({ core, io }: CoreSession, file: string): Promise<RestDefinition> {
  return (await core.servers.parseRestDefinition.mutate({ text: await readText(io, file) })).definition;
}
