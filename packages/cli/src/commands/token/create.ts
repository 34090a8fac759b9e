import type { Register } from "../../command.ts";
import { parseDuration, requirePrincipalId } from "../../parse.ts";
import { moment, next, paragraphs } from "../../text.ts";

interface Options {
  name?: string;
  /** Seconds. */
  expires?: number;
}

/** Issues an access token and prints it, this once. */
export const tokenCreate: Register = (parent, run) =>
  void parent
    .command("create")
    .description("issue an access token; it is printed this once and never again")
    .argument("<principalId>")
    .option("--name <name>", "what it is for")
    .option("--expires <duration>", "how long it is valid: 12h, 30d, 2w (default: until it is revoked)", parseDuration)
    .action(
      run(async ({ core }, id: string, options: Options) => {
        const created = await core.tokens.create.mutate({
          principalId: requirePrincipalId(id),
          ...(options.name !== undefined && { name: options.name }),
          expiresInSeconds: options.expires ?? null,
        });
        return {
          document: created,
          text: paragraphs(
            created.token,
            `Keep it now; it is not shown again. ${created.expiresAt ? `It expires at ${moment(created.expiresAt)} UTC.` : "It does not expire."}`,
            next(`send it as "Authorization: Bearer TOKEN" to Core's /mcp`, `peta token revoke ${created.tokenId}`),
          ),
        };
      }),
    );
