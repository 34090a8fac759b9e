import type { ServerLogEntry } from "@peta/contract";
import type { Register } from "../../command.ts";
import { parseCount, requireServerId } from "../../parse.ts";
import { clean, moment } from "../../text.ts";

/** What happened lately between Core and a server. */
export const serverLog: Register = (parent, run) =>
  void parent
    .command("log")
    .description("a server's standard error, its states and the messages to and from it, without their content")
    .argument("<serverId>")
    .option("--after <seq>", "only entries behind this number", parseCount)
    .action(
      run(async ({ core }, id: string, { after }: { after?: number }) => {
        const entries = await core.servers.readLog.query({
          serverId: requireServerId(id),
          ...(after !== undefined && { after }),
        });
        return {
          document: entries,
          text:
            entries.length === 0
              ? "Nothing has happened since Core started, or behind that entry."
              : linesOf(entries).join("\n"),
        };
      }),
    );

/** One line each. Where there are several connections, it says which one: ids of requests begin anew on each. */
function linesOf(entries: readonly ServerLogEntry[]): string[] {
  const areSeveral = new Set(entries.flatMap((entry) => (entry.kind === "state" ? [] : [entry.connection]))).size > 1;
  const connectionOf = (entry: ServerLogEntry): string =>
    (entry.kind === "state" ? "" : `c${entry.connection}`).padEnd(4);
  return entries.map((entry) =>
    clean(
      `${String(entry.seq).padStart(5)}  ${moment(entry.at)}  ${areSeveral ? `${connectionOf(entry)} ` : ""}${textOf(entry)}`,
    ),
  );
}

function textOf(entry: ServerLogEntry): string {
  if (entry.kind === "stderr") return `stderr  ${entry.line}`;
  if (entry.kind === "state") return `state   ${entry.state}${entry.reason === null ? "" : `: ${entry.reason}`}`;
  const { direction, type, method, id, size, durationMs, code } = entry;
  return [
    direction === "sent" ? "->     " : "<-     ",
    type,
    method,
    id === null ? null : `#${id}`,
    code === null ? null : `code ${code}`,
    `${size} characters`,
    durationMs === null ? null : `${durationMs} ms`,
  ]
    .filter((part) => part !== null)
    .join(" ");
}
