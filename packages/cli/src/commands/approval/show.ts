import type { Register } from "../../command.ts";
import { approvalText } from "./approval-text.ts";

/** One question with everything that will be sent. */
export const approvalShow: Register = (parent, run) =>
  void parent
    .command("show")
    .description("one question, with everything that will be sent")
    .argument("<approvalId>")
    .action(
      run(async ({ core }, approvalId: string) => {
        const approval = await core.approvals.get.query({ approvalId });
        return { document: approval, text: approvalText(approval) };
      }),
    );
