import {
  type AuditChannel,
  auditChannelSchema,
  auditOutcomeSchema,
  type AuditOutcome,
  type AuditRow,
} from "@peta/contract";
import { InvalidArgumentError, Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseCount, parseDuration } from "../../parse.ts";
import { moment, paragraphs, short, table } from "../../text.ts";

interface Options {
  since?: number;
  from?: string;
  to?: string;
  principal?: string;
  server?: string;
  capability?: string;
  action?: string;
  outcome?: AuditOutcome;
  channel?: AuditChannel;
  limit?: number;
  cursor?: string;
}

const parseMoment = (text: string): string => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("A moment like 2026-01-31 or 2026-01-31T12:00:00Z is needed.");
  return at.toISOString();
};

/** Audit records, newest first. */
export const auditList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("audit records, newest first")
    .option("--since <duration>", "not older than this: 15m, 12h, 7d", parseDuration)
    .option("--from <moment>", "not before", parseMoment)
    .option("--to <moment>", "not after", parseMoment)
    .option("--principal <principalId>")
    .option("--server <serverId>")
    .option("--capability <name>", "exact name of a tool, resource or prompt")
    .option("--action <action>", "such as tools/call or server.add")
    .addOption(new Option("--outcome <outcome>").choices(auditOutcomeSchema.options))
    .addOption(
      new Option("--channel <channel>", "by which way it came; public: MCP without a sign-in").choices(
        auditChannelSchema.options,
      ),
    )
    .option("--limit <n>", "how many, 500 at most (default: 50)", parseCount)
    .option("--cursor <cursor>", "nextCursor of the page before")
    .action(
      run(async ({ core }, options: Options) => {
        if (options.since !== undefined && options.from !== undefined)
          throw new CliError("cli.usage", "Give --since or --from, not both.");
        const from =
          options.since === undefined ? options.from : new Date(Date.now() - options.since * 1000).toISOString();
        const { to, outcome, channel, capability, action, limit, cursor } = options;
        const given = {
          from,
          to,
          principalId: options.principal,
          serverId: options.server,
          capability,
          action,
          outcome,
          channel,
          limit,
          cursor,
        };
        const page = await core.audit.list.query(
          Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        );
        return {
          document: page,
          text: paragraphs(
            page.rows.length === 0 ? "No records match." : recordTable(page.rows),
            page.nextCursor && `More: peta audit list --cursor ${page.nextCursor}`,
          ),
        };
      }),
    );

const failureText = ({ errorCode, reason }: AuditRow): string => [errorCode, reason].filter(Boolean).join(": ");

const recordTable = (rows: readonly AuditRow[]): string =>
  table(
    ["WHEN (UTC)", "PRINCIPAL", "ACTION", "TARGET", "OUTCOME", "TIME", "WHY"],
    rows.map((row) => [
      moment(row.occurredAt),
      row.principalId,
      row.action,
      [row.serverId, row.capabilityName].filter(Boolean).join("::"),
      row.outcome,
      row.durationMs === null
        ? ""
        : `${row.durationMs < 10 ? row.durationMs.toFixed(1) : Math.round(row.durationMs)} ms`,
      short(row.outcome === "failed" ? failureText(row) : (row.reason ?? row.errorCode)),
    ]),
  );
