import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";

/** Switches a client off or on in this workspace. */
const setCommand =
  (verb: "disable" | "enable", description: string): Register =>
  (parent, run) =>
    void parent
      .command(verb)
      .description(description)
      .argument("<clientId>")
      .action(
        run(async ({ core }, clientId: string) => {
          const enabled = verb === "enable";
          const client = await core.oauth.setClient.mutate({ clientId, enabled });
          return {
            document: client,
            text: paragraphs(
              enabled
                ? `"${client.name}" may be used again.`
                : `"${client.name}" is switched off; its sessions end now.`,
              next(enabled ? "peta oauth-client list" : `peta oauth-client enable ${clientId}`),
            ),
          };
        }),
      );

export const oauthClientDisable = setCommand(
  "disable",
  "switch an application off here: its tokens are refused at once",
);
export const oauthClientEnable = setCommand("enable", "let an application be used again");
