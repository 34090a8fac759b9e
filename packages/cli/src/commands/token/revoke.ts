import type { Register } from "../../command.ts";
import { readStdin } from "../../prompt.ts";
import { next, paragraphs } from "../../text.ts";

/** Revokes a token, named by its id or by itself. */
export const tokenRevoke: Register = (parent, run) =>
  void parent
    .command("revoke")
    .description("revoke a token; the next request with it is refused")
    .argument("<token>", "its id, or the token itself; - reads it from standard input")
    .action(
      run(async ({ core, io }, given: string) => {
        const revoked = await core.tokens.revoke.mutate({
          token: given === "-" ? (await readStdin(io)).trim() : given,
        });
        return {
          document: revoked,
          text: paragraphs(
            `Revoked ${revoked.tokenId} of "${revoked.principalId}".`,
            next(`peta token list ${revoked.principalId}`),
          ),
        };
      }),
    );
