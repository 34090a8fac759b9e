import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";

/** Stops and forgets a server with its catalogue and every switch on it. */
export const serverRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("stop and forget a server, with every permission on it; the audit keeps what it did")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const serverId = requireServerId(id);
        const done = await core.servers.remove.mutate({ serverId });
        return {
          document: { serverId, ...done },
          text: paragraphs(`Removed "${serverId}".`, next("peta server list")),
        };
      }),
    );
