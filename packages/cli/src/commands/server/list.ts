import type { Register } from "../../command.ts";
import { next, paragraphs, short, table } from "../../text.ts";

/** The workspace's servers with their state. */
export const serverList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("the registered servers and their state")
    .action(
      run(async ({ core }) => {
        const servers = await core.servers.list.query();
        return {
          document: servers,
          text:
            servers.length === 0
              ? paragraphs(
                  "No servers yet.",
                  next(
                    "peta server add everything --command npx --arg -y --arg @modelcontextprotocol/server-everything",
                  ),
                )
              : paragraphs(
                  table(
                    ["SERVER", "STATUS", "TRANSPORT", "PROTOCOL", "TOOLS", "PUBLIC", "REMARK"],
                    servers.map((server) => [
                      server.serverId,
                      server.status,
                      server.transport,
                      server.protocolVersion,
                      server.counts.tools,
                      server.publicAccess ? "yes" : "no",
                      short(server.statusReason),
                    ]),
                  ),
                  next(
                    ...servers
                      .filter(({ failure }) => failure?.kind === "sign_in")
                      .map(({ serverId }) => `peta server sign-in ${serverId}`),
                  ),
                ),
        };
      }),
    );
