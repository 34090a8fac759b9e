import type { Register } from "../../command.ts";
import { moment, table } from "../../text.ts";

const ORIGINS = {
  dynamic: "registered itself",
  metadata_document: "by its address",
  administrator: "added here",
  built_in: "part of Peta",
} as const;

/** OAuth clients of the workspace. */
export const oauthClientList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("applications that sign people in here, or act as an agent")
    .action(
      run(async ({ core }) => {
        const clients = await core.oauth.listClients.query();
        return {
          document: clients,
          text: table(
            ["CLIENT", "NAME", "KNOWN", "ACTS AS", "STATE", "ALLOWED BY", "LAST USED"],
            clients.map((client) => [
              client.clientId,
              client.name,
              ORIGINS[client.origin],
              client.principalId ?? "people",
              client.enabled ? "on" : "off",
              client.activeGrants,
              moment(client.lastUsedAt),
            ]),
          ),
        };
      }),
    );
