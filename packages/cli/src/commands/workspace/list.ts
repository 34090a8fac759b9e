import type { Register } from "../../command.ts";
import { moment, table } from "../../text.ts";

/** The workspace of the token. */
export const workspaceList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("the workspace that your token belongs to; the Console shows all of yours")
    .action(
      run(async ({ core }) => {
        const workspaces = await core.workspaces.list.query();
        return {
          document: workspaces,
          text: table(
            ["WORKSPACE", "YOUR ROLE", "CURRENT", "SINCE", "NAME"],
            workspaces.map((one) => [
              one.slug,
              one.role,
              one.isCurrent ? "yes" : "no",
              moment(one.createdAt),
              one.name,
            ]),
          ),
        };
      }),
    );
