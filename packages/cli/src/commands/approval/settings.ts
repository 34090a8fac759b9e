import { type SelfApproval, selfApprovalSchema } from "@peta/contract";
import { Option } from "commander";
import type { Register } from "../../command.ts";
import { parseDuration } from "../../parse.ts";
import { fields } from "../../text.ts";

interface Options {
  selfApproval?: SelfApproval;
  expiresAfter?: number;
}

const MEANINGS: Record<SelfApproval, string> = {
  allowed: "whoever asks may decide",
  other_credential: "whoever asks may decide, but not with the credential that asked or a token that it may have made",
  forbidden: "whoever asks may not decide",
};

/** How the workspace asks; changed by what is given. */
export const approvalSettings: Register = (parent, run) =>
  void parent
    .command("settings")
    .description(
      "whether whoever asks may decide, and how long a question waits; changes what is given. A token only makes the first stricter: the Console loosens it",
    )
    .addOption(
      new Option("--self-approval <who>", "allowed, or with another credential only, or forbidden").choices(
        selfApprovalSchema.options,
      ),
    )
    .option(
      "--expires-after <duration>",
      "how long a question waits, and an approval may be used: 1m to 1d",
      parseDuration,
    )
    .action(
      run(async ({ core }, { selfApproval, expiresAfter }: Options) => {
        const change = {
          ...(selfApproval !== undefined && { selfApproval }),
          ...(expiresAfter !== undefined && { expiresAfterSeconds: expiresAfter }),
        };
        const settings =
          Object.keys(change).length === 0
            ? await core.approvals.settings.query()
            : await core.approvals.updateSettings.mutate(change);
        return {
          document: settings,
          text: fields([
            ["self-approval", `${settings.selfApproval}: ${MEANINGS[settings.selfApproval]}`],
            ["expires after", `${settings.expiresAfterSeconds} s`],
          ]),
        };
      }),
    );
