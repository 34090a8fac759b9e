import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { count, next, paragraphs } from "../../text.ts";

/** Reads a server's catalogue anew. */
export const serverRefresh: Register = (parent, run) =>
  void parent
    .command("refresh")
    .description("read a server's tools, resources and prompts anew")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const server = await core.servers.refresh.mutate({ serverId: requireServerId(id) });
        return {
          document: server,
          text: paragraphs(
            `"${id}" (${server.status}) offers ${count(server.counts.tools, "tool")} now.`,
            next("peta tools"),
          ),
        };
      }),
    );
