import type { Register } from "../command.ts";
import { requirePrincipalId } from "../parse.ts";
import { next, paragraphs, short, table } from "../text.ts";

/** The tools that a client with our token, or with a token of another principal, would see. */
export const tools: Register = (parent, run) =>
  void parent
    .command("tools")
    .description("the tools that you, or another principal, may call")
    .option("--as <principalId>", "as this principal sees them (administrators only)")
    .action(
      run(async ({ core }, options: { as?: string }) => {
        const found = await core.gateway.listTools.query(
          options.as === undefined ? {} : { asPrincipalId: requirePrincipalId(options.as) },
        );
        const who = options.as ?? "you";
        return {
          document: found,
          text:
            found.length === 0
              ? paragraphs(
                  `No tools for ${who}.`,
                  next(options.as ? `peta permission show ${options.as}` : "peta server list"),
                )
              : table(
                  ["TOOL", "DANGER", "DESCRIPTION"],
                  found.map((tool) => [tool.canonicalName, tool.dangerLevel, short(tool.title ?? tool.description)]),
                ),
        };
      }),
    );
