import type { Register } from "../../command.ts";
import { clean, next, paragraphs } from "../../text.ts";

/** Turns one exact call down; whoever asked reads the reason. */
export const approvalReject: Register = (parent, run) =>
  void parent
    .command("reject")
    .description("turn this call down; whoever asked reads the reason")
    .argument("<approvalId>")
    .requiredOption("--reason <reason>", "why")
    .action(
      run(async ({ core }, approvalId: string, { reason }: { reason: string }) => {
        const rejected = await core.approvals.decide.mutate({ approvalId, decision: "reject", reason });
        return {
          document: rejected,
          text: paragraphs(
            clean(`Rejected ${approvalId}: ${rejected.canonicalName} of "${rejected.principalId}" does not run.`),
            next("peta approval list"),
          ),
        };
      }),
    );
