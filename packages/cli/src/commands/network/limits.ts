import type { WorkspaceLimits } from "@peta/contract";
import type { Register } from "../../command.ts";
import { fields, next, paragraphs } from "../../text.ts";
import { parseRate, rateOf, rateText, type TypedRate } from "./rate.ts";

interface Options {
  principal?: TypedRate;
  workspace?: TypedRate;
}

/** Shows the limits of the workspace, or sets one or both. */
export const networkLimits: Register = (parent, run) =>
  void parent
    .command("limits")
    .description("how many requests a minute may be sent; with an option, set it")
    .option("--principal <rate>", "for each principal that has no limit of its own: a number, or none", parseRate)
    .option("--workspace <rate>", "for all principals together: a number, or none", parseRate)
    .action(
      run(async ({ core }, { principal, workspace }: Options) => {
        const before = await core.network.limits.query();
        const wanted: WorkspaceLimits = {
          principalRatePerMinute: principal === undefined ? before.principalRatePerMinute : rateOf(principal),
          workspaceRatePerMinute: workspace === undefined ? before.workspaceRatePerMinute : rateOf(workspace),
        };
        const isChange = principal !== undefined || workspace !== undefined;
        const limits = isChange ? await core.network.setLimits.mutate(wanted) : before;
        return {
          document: limits,
          text: paragraphs(
            fields([
              ["each principal", rateText(limits.principalRatePerMinute, "no limit")],
              ["all together", rateText(limits.workspaceRatePerMinute, "no limit")],
            ]),
            next("peta network limit PRINCIPAL RATE"),
          ),
        };
      }),
    );
