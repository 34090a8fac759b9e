import type { Register } from "../../command.ts";
import { parseCount, requirePrincipalId, requireServerId } from "../../parse.ts";
import { count, paragraphs, short, table } from "../../text.ts";

interface Options {
  as?: string;
  server?: string;
  limit?: number;
}

/** What an agent's search finds. */
export const discoverySearch: Register = (parent, run) =>
  void parent
    .command("search")
    .description("search tools as an agent does with peta__catalog_search")
    .argument("[query]", "a few words that say what the tool does", "")
    .option("--as <principalId>", "as this principal sees it (for administrators)")
    .option("--server <serverId>", "only tools of this server")
    .option("--limit <number>", "how many to show, 50 at most", parseCount)
    .action(
      run(async ({ core }, query: string, { as, server, limit }: Options) => {
        const found = await core.discovery.search.query({
          query,
          ...(as !== undefined && { asPrincipalId: requirePrincipalId(as) }),
          ...(server !== undefined && { serverId: requireServerId(server) }),
          ...(limit !== undefined && { limit }),
        });
        const rows = found.matches.map(({ name, description }) => [name, short(description)]);
        return {
          document: found,
          text: paragraphs(
            rows.length === 0 ? "No tool fits." : table(["TOOL", "WHAT IT DOES"], rows),
            rows.length < found.total && `${count(found.total, "tool")} in all.`,
          ),
        };
      }),
    );
