import type { McpSessionView } from "@peta/contract";
import type { Register } from "../../command.ts";
import { moment, next, paragraphs, table } from "../../text.ts";
import { type OfOptions, principalOf, withOfOption } from "./of-option.ts";

/** The open MCP sessions. */
export const clientSessions: Register = (parent, run) =>
  void withOfOption(parent.command("sessions"))
    .description("the open MCP sessions of your clients")
    .action(
      run(async ({ core }, options: OfOptions) => {
        const sessions = await core.clients.sessions.query(principalOf(options));
        return { document: sessions, text: sessionsText(sessions) };
      }),
    );

function sessionsText(sessions: readonly McpSessionView[]): string {
  if (sessions.length === 0) return "No session is open.";
  const rows = sessions.map((session) => [
    session.sessionRef,
    [session.clientName, session.clientVersion].filter(Boolean).join(" "),
    session.era,
    session.ipAddress,
    moment(session.openedAt),
    moment(session.lastSeenAt),
  ]);
  return paragraphs(
    table(["SESSION", "CLIENT", "ERA", "ADDRESS", "OPENED", "LAST SEEN"], rows),
    next("peta client end SESSION"),
  );
}
