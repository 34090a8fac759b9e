import type { Register } from "../../command.ts";
import { parseCount } from "../../parse.ts";
import { moment, table } from "../../text.ts";

/** What is kept now. */
export const cacheEntries: Register = (parent, run) =>
  void parent
    .command("entries")
    .description("which answers are kept now, the most recently used first; not what they say")
    .option("--limit <number>", "how many to show, 1000 at most", parseCount)
    .action(
      run(async ({ core }, { limit }: { limit?: number }) => {
        const entries = await core.cache.entries.query(limit === undefined ? {} : { limit });
        const rows = entries.map((entry) => [
          `${entry.serverId}::${entry.name}`,
          entry.principalId ?? `(${entry.scope})`,
          entry.bytes,
          entry.hits,
          moment(entry.expiresAt),
          entry.key,
        ]);
        return {
          document: entries,
          text:
            rows.length === 0
              ? "Nothing is kept now."
              : table(["CAPABILITY", "FOR", "BYTES", "HITS", "UNTIL", "KEY"], rows),
        };
      }),
    );
