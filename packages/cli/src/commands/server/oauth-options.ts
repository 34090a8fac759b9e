import { type RestAuth, type ServerOAuth, serverOAuthSchema } from "@peta/contract";
import { type Command, Option } from "commander";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { fromEnvironment } from "../../parse.ts";

export interface OAuthOptions {
  oauthClientId?: string;
  oauthSecretEnv?: string;
  oauthScope?: string;
  oauthGrant?: "authorization-code" | "client-credentials";
}

/** As which client Core asks an authorization server for tokens, for REST APIs and for HTTP servers. */
export const withOAuthOptions = (command: Command): Command =>
  command
    .option("--oauth-client-id <id>", "the client of which the token is asked for; an HTTP server seldom needs one")
    .option("--oauth-secret-env <variable>", "this environment's variable with the client's secret")
    .option("--oauth-scope <scope>", "what the token shall be good for")
    .addOption(
      new Option(
        "--oauth-grant <grant>",
        "how Core signs in to an HTTP server: in a browser (authorization-code, without the option), or by itself",
      ).choices(["authorization-code", "client-credentials"]),
    );

/** Whether any of the options is given. */
export const namesClient = ({ oauthClientId, oauthSecretEnv, oauthScope, oauthGrant }: OAuthOptions): boolean =>
  [oauthClientId, oauthSecretEnv, oauthScope, oauthGrant].some((one) => one !== undefined);

/** How Core signs in to an HTTP server; undefined when nothing is said of it. Throws cli.usage, which repeats no secret. */
export function readServerOAuth(
  io: Io,
  options: OAuthOptions,
  headers: Readonly<Record<string, string>>,
): ServerOAuth | undefined {
  if (!namesClient(options)) return undefined;
  const { oauthClientId, oauthSecretEnv, oauthScope, oauthGrant } = options;
  if (Object.keys(headers).some((name) => name.toLowerCase() === "authorization"))
    throw new CliError("cli.usage", "With an Authorization header of its own, Core does not sign in to the server.", {
      hint: "Leave out the header, or the options that begin with --oauth.",
    });
  if (oauthSecretEnv !== undefined && oauthClientId === undefined)
    throw new CliError("cli.usage", "--oauth-secret-env needs --oauth-client-id.");
  if (oauthGrant === "client-credentials" && oauthSecretEnv === undefined)
    throw new CliError("cli.usage", "--oauth-grant client-credentials needs --oauth-client-id and --oauth-secret-env.");
  const parsed = serverOAuthSchema.safeParse({
    ...(oauthGrant === "client-credentials" && { grant: "client_credentials" }),
    ...(oauthClientId !== undefined && { clientId: oauthClientId }),
    ...(oauthSecretEnv !== undefined && { clientSecret: fromEnvironment(io, oauthSecretEnv, "--oauth-secret-env") }),
    ...(oauthScope !== undefined && { scope: oauthScope }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError("cli.usage", `How to sign in does not fit at ${issue?.path.join(".")}: ${issue?.message}.`);
}

/** The client of a REST API. Throws cli.usage. */
export function readRestClient(io: Io, tokenUrl: string, options: OAuthOptions): RestAuth {
  const { oauthClientId, oauthSecretEnv, oauthScope, oauthGrant } = options;
  if (oauthGrant === "authorization-code")
    throw new CliError("cli.usage", "Core signs in to a REST API by itself: --oauth-grant goes with --url.");
  if (oauthClientId === undefined || oauthSecretEnv === undefined)
    throw new CliError("cli.usage", "--oauth-token-url needs --oauth-client-id and --oauth-secret-env.");
  return {
    kind: "clientCredentials",
    tokenUrl,
    clientId: oauthClientId,
    clientSecret: fromEnvironment(io, oauthSecretEnv, "--oauth-secret-env"),
    ...(oauthScope !== undefined && { scope: oauthScope }),
    authentication: "basic",
  };
}
