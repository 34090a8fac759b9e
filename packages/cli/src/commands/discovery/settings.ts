import type { Register } from "../../command.ts";
import { next, paragraphs, short, table } from "../../text.ts";

/** What is said of discovery. */
export const discoverySettings: Register = (parent, run) =>
  void parent
    .command("settings")
    .description("what is said of how agents meet their tools")
    .action(
      run(async ({ core }) => {
        const settings = await core.discovery.settings.query();
        const rows = settings.map(({ principalId, clientKey, profile, directTools, pinned }) => [
          principalId ?? "(default)",
          clientKey ?? "*",
          profile,
          directTools,
          short(pinned.join(", ")),
        ]);
        return {
          document: settings,
          text: paragraphs(
            rows.length === 0
              ? "Nothing is said: the list of every agent holds all of its tools."
              : table(["PRINCIPAL", "CLIENT", "PROFILE", "DIRECT", "PINNED"], rows),
            rows.length === 0 && next("peta discovery default strict"),
          ),
        };
      }),
    );
