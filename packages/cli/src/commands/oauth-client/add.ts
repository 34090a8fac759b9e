import { collect, requirePrincipalId } from "../../parse.ts";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { next, paragraphs } from "../../text.ts";

interface Options {
  actsAs?: string;
  redirect: string[];
  public?: boolean;
}

/** Adds an OAuth client and prints its secret, this once. */
export const oauthClientAdd: Register = (parent, run) =>
  void parent
    .command("add")
    .description("add an application; its secret is printed this once and never again")
    .argument("<name>", "what people read before they allow it")
    .option("--acts-as <principalId>", "it acts by itself, as this agent (client_credentials)")
    .option("--redirect <url>", "it asks people, and answers go here; may be given more than once", collect, [])
    .option("--public", "it cannot keep a secret: it runs on people's devices")
    .action(
      run(async ({ core }, name: string, options: Options) => {
        const { actsAs, redirect } = options;
        if ((actsAs === undefined) === (redirect.length === 0))
          throw new CliError("cli.usage", "Say how it acts: --acts-as AGENT, or --redirect URL for people.");
        if (actsAs !== undefined && options.public)
          throw new CliError("cli.usage", "A client that acts by itself needs a secret; leave --public away.");
        const added = await core.oauth.addClient.mutate(
          actsAs === undefined
            ? {
                name,
                redirectUris: redirect,
                grantTypes: ["authorization_code", "refresh_token"],
                confidential: options.public !== true,
              }
            : { name, grantTypes: ["client_credentials"], principalId: requirePrincipalId(actsAs) },
        );
        return {
          document: added,
          text: paragraphs(
            `client_id      ${added.clientId}${added.clientSecret === null ? "" : `\nclient_secret  ${added.clientSecret}`}`,
            added.clientSecret !== null && "Keep the secret now; it is not shown again.",
            next(
              actsAs === undefined
                ? "give the client_id to the application; it finds the rest under /.well-known/oauth-authorization-server"
                : 'ask for a token: POST /oauth/token with grant_type=client_credentials and "scope": "default"',
              `peta oauth-client disable ${added.clientId}`,
            ),
          ),
        };
      }),
    );
