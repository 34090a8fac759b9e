import type { Register } from "../../command.ts";
import { requirePrincipalId } from "../../parse.ts";
import { moment, table } from "../../text.ts";

/** Access tokens without the tokens themselves. */
export const tokenList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("the access tokens of everybody, or of one principal")
    .argument("[principalId]")
    .action(
      run(async ({ core }, id: string | undefined) => {
        const tokens = await core.tokens.list.query(id === undefined ? {} : { principalId: requirePrincipalId(id) });
        return {
          document: tokens,
          text: table(
            ["TOKEN ID", "PRINCIPAL", "ENDS IN", "STATE", "EXPIRES", "LAST USED", "NAME"],
            tokens.map((token) => [
              token.tokenId,
              token.principalId,
              token.lastFour,
              stateOf(token, Date.now()),
              moment(token.expiresAt),
              moment(token.lastUsedAt),
              token.name,
            ]),
          ),
        };
      }),
    );

const stateOf = (token: { revokedAt: string | null; expiresAt: string | null }, now: number): string =>
  token.revokedAt ? "revoked" : token.expiresAt && Date.parse(token.expiresAt) <= now ? "expired" : "active";
