import type { ClientView } from "@peta/contract";
import type { Register } from "../../command.ts";
import { moment, next, paragraphs, table } from "../../text.ts";
import { type OfOptions, principalOf, withOfOption } from "./of-option.ts";

/** The client applications that have been seen. */
export const clientList: Register = (parent, run) =>
  void withOfOption(parent.command("list"))
    .description("the client applications that have used Core, and what is restricted for each")
    .action(
      run(async ({ core }, options: OfOptions) => {
        const clients = await core.clients.list.query(principalOf(options));
        return { document: clients, text: clientsText(clients) };
      }),
    );

function clientsText(clients: readonly ClientView[]): string {
  if (clients.length === 0) return "No client application has used Core yet.";
  const rows = clients.map((client) => [
    client.clientKey,
    [client.name, client.version].filter(Boolean).join(" "),
    client.source.replaceAll("_", " "),
    client.activeSessions,
    client.restrictions,
    moment(client.lastSeenAt),
  ]);
  return paragraphs(
    table(["CLIENT", "NAME", "KNOWN FROM", "SESSIONS", "RESTRICTIONS", "LAST SEEN"], rows),
    next("peta client show CLIENT", "peta client set CLIENT SERVER::TOOL off"),
  );
}
