import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { next, paragraphs } from "../../text.ts";

/** Takes a rule away, by its range or its id. */
export const networkRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("take an address rule away; without any rule, every address may come")
    .argument("<rule>", "its range as `peta network rules` shows it, or its id")
    .option("--lock-me-out", "also when it shuts out the address that you come from")
    .action(
      run(async ({ core }, named: string, { lockMeOut = false }: { lockMeOut?: boolean }) => {
        const { rules } = await core.network.rules.query();
        const rule = rules.find(({ range, ruleId }) => range === named || ruleId === named);
        if (!rule)
          throw new CliError("network.rule_not_found", `There is no address rule "${named}".`, {
            hint: "`peta network rules` lists them.",
          });
        const done = await core.network.removeRule.mutate({ ruleId: rule.ruleId, lockMeOut });
        return {
          document: { ...rule, ...done },
          text: paragraphs(
            rules.length === 1
              ? `Removed the rule for ${rule.range}. It was the last one: every address may come.`
              : `Removed the rule for ${rule.range}.`,
            next("peta network rules"),
          ),
        };
      }),
    );
