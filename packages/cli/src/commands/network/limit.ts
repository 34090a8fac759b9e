import type { Register } from "../../command.ts";
import { requirePrincipalId } from "../../parse.ts";
import { parseRate, rateOf, rateText, type TypedRate } from "./rate.ts";

/** Gives a principal a limit of its own. */
export const networkLimit: Register = (parent, run) =>
  void parent
    .command("limit")
    .description("give a principal a limit of its own")
    .argument("<principalId>")
    .argument("<rate>", "requests a minute; none gives it the workspace's limit again", parseRate)
    .action(
      run(async ({ core }, id: string, rate: TypedRate) => {
        const principalId = requirePrincipalId(id);
        const set = await core.network.setPrincipalLimit.mutate({ principalId, ratePerMinute: rateOf(rate) });
        return {
          document: set,
          text: `"${set.principalId}" may send ${rateText(set.ratePerMinute, "as many requests as the workspace's limit allows")}.`,
        };
      }),
    );
