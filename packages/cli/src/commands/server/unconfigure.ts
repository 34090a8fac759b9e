import type { Register } from "../../command.ts";
import { requirePrincipalId, requireServerId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";

/** Takes a user's own values back. */
export const serverUnconfigure: Register = (parent, run) =>
  void parent
    .command("unconfigure")
    .description("remove your own values for a server and stop what runs with them")
    .argument("<serverId>")
    .option("--for <principalId>", "of one of your agents, or as an administrator of anybody")
    .action(
      run(async ({ core }, id: string, options: { for?: string }) => {
        const serverId = requireServerId(id);
        const about = options.for === undefined ? {} : { principalId: requirePrincipalId(options.for) };
        const view = await core.userServers.unconfigure.mutate({ serverId, ...about });
        const whose = options.for === undefined ? "Your" : `${options.for}'s`;
        return {
          document: view,
          text: paragraphs(
            `${whose} values for "${serverId}" are removed, and nothing runs with them.`,
            next(`peta server configure ${serverId}`),
          ),
        };
      }),
    );
