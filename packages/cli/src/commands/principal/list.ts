import type { Register } from "../../command.ts";
import { moment, table } from "../../text.ts";

/** People and agents of the workspace. */
export const principalList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("people and agents")
    .action(
      run(async ({ core }) => {
        const principals = await core.principals.list.query();
        return {
          document: principals,
          text: table(
            ["PRINCIPAL", "KIND", "ROLE", "STATUS", "OWNER", "TOKENS", "PER MINUTE", "LAST SEEN", "NAME"],
            principals.map((one) => [
              one.principalId,
              one.kind,
              one.role,
              one.status,
              one.ownerId,
              one.activeTokens,
              one.ratePerMinute,
              moment(one.lastSeenAt),
              one.displayName,
            ]),
          ),
        };
      }),
    );
