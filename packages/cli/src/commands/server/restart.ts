import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";

/** Ends a server's connections and connects anew. */
export const serverRestart: Register = (parent, run) =>
  void parent
    .command("restart")
    .description("end a server's connections, with what is under way on them, and connect anew")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const server = await core.servers.restart.mutate({ serverId: requireServerId(id) });
        return {
          document: server,
          text: paragraphs(
            `Restarted "${id}" (${server.status}).${server.statusReason ? `\n${server.statusReason}` : ""}`,
            next(`peta server log ${id}`),
          ),
        };
      }),
    );
