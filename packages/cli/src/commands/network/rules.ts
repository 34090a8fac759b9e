import type { Register } from "../../command.ts";
import { moment, next, paragraphs, table } from "../../text.ts";

/** Which addresses may come. */
export const networkRules: Register = (parent, run) =>
  void parent
    .command("rules")
    .description("which addresses may reach the workspace; without a rule, every address may")
    .action(
      run(async ({ core }) => {
        const found = await core.network.rules.query();
        const rows = found.rules.map((rule) => [
          rule.range,
          rule.ruleId,
          moment(rule.createdAt),
          rule.createdBy,
          rule.note,
        ]);
        return {
          document: found,
          text: paragraphs(
            rows.length === 0
              ? "No rules: every address may come."
              : table(["RANGE", "RULE", "SINCE", "BY", "NOTE"], rows),
            !found.isEnforced && "Core ignores the rules at the moment: it was started with PETA_IGNORE_ADDRESS_RULES.",
            `Your own address, as Core sees it: ${found.yourAddress ?? "unknown"}`,
            rows.length === 0 && next("peta network allow RANGE"),
          ),
        };
      }),
    );
