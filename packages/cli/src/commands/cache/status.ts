import type { Register } from "../../command.ts";
import { fields } from "../../text.ts";

/** How full the cache is. */
export const cacheStatus: Register = (parent, run) =>
  void parent
    .command("status")
    .description("how full the cache is and how often it helped, in this process of Core")
    .action(
      run(async ({ core }) => {
        const status = await core.cache.status.query();
        return {
          document: status,
          text: fields([
            ["answers kept", status.entries],
            ["bytes", `${status.bytes} of ${status.maxBytes} for all workspaces`],
            ["hits", status.hits],
            ["misses", status.misses],
          ]),
        };
      }),
    );
