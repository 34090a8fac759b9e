import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";

/** Takes a client out of the workspace. */
export const oauthClientRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("take an application out, with everything that people here have allowed it")
    .argument("<clientId>")
    .action(
      run(async ({ core }, clientId: string) => {
        const done = await core.oauth.removeClient.mutate({ clientId });
        return {
          document: { clientId, ...done },
          text: paragraphs(
            `Removed ${clientId}, with every grant and token it had here.`,
            next("peta oauth-client list"),
          ),
        };
      }),
    );
