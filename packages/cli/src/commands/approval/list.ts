import { type ApprovalStatus, type ApprovalView, approvalStatusSchema } from "@peta/contract";
import { Option } from "commander";
import type { Register } from "../../command.ts";
import { parseCount, requirePrincipalId, requireServerId } from "../../parse.ts";
import { moment, next, paragraphs, table } from "../../text.ts";

interface Options {
  status?: ApprovalStatus;
  mine?: boolean;
  principal?: string;
  server?: string;
  limit?: number;
  cursor?: string;
}

/** Questions about calls, newest first. */
export const approvalList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("calls that wait, or waited, for a person; newest first")
    .addOption(new Option("--status <status>").choices(approvalStatusSchema.options))
    .option("--mine", "only those that you may decide now")
    .option("--principal <principalId>")
    .option("--server <serverId>")
    .option("--limit <n>", "how many, 200 at most (default: 50)", parseCount)
    .option("--cursor <cursor>", "nextCursor of the page before")
    .action(
      run(async ({ core }, options: Options) => {
        const page = await core.approvals.list.query({
          ...(options.mine && { decidableByMe: true }),
          ...(options.status !== undefined && { status: options.status }),
          ...(options.principal !== undefined && { principalId: requirePrincipalId(options.principal) }),
          ...(options.server !== undefined && { serverId: requireServerId(options.server) }),
          ...(options.limit !== undefined && { limit: options.limit }),
          ...(options.cursor !== undefined && { cursor: options.cursor }),
        });
        const waiting = page.approvals.find(({ mayDecide }) => mayDecide);
        return {
          document: page,
          text: paragraphs(
            page.approvals.length === 0
              ? "Nothing waits for a decision, and nothing did."
              : approvalTable(page.approvals),
            page.nextCursor && `More: peta approval list --cursor ${page.nextCursor}`,
            waiting && next(`peta approval show ${waiting.approvalId}`),
          ),
        };
      }),
    );

const approvalTable = (approvals: readonly ApprovalView[]): string =>
  table(
    ["APPROVAL", "STATUS", "LEVEL", "PRINCIPAL", "TARGET", "ASKED (UTC)", "UNTIL (UTC)", "DECIDED BY"],
    approvals.map((one) => [
      one.approvalId,
      one.status,
      one.needsStepUp ? `${one.dangerLevel}, password` : one.dangerLevel,
      one.principalId,
      one.canonicalName,
      moment(one.createdAt),
      moment(one.expiresAt),
      one.decidedBy,
    ]),
  );
