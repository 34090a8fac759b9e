import type { Register } from "../command.ts";
import { count, fields, next, paragraphs } from "../text.ts";

/** Whether Core runs, who we are there, and what is going on. Without a token, only what anybody may know. */
export const status: Register = (parent, run) =>
  void parent
    .command("status")
    .description("whether Core runs, who you are there, and what is going on")
    .action(
      run(async ({ core, anonymous, at, tokenFrom }) => {
        if (tokenFrom === null) {
          const open = await anonymous.installation.publicStatus.query();
          return {
            document: { url: at, signedInAs: null, ...open },
            text: paragraphs(
              fields([
                ["Core", at],
                ["Version", open.version],
                ["Set up", open.isSetUp ? "yes" : "no"],
                ["You", "not signed in"],
              ]),
              open.isSetUp ? "Set PETA_TOKEN to see more." : next("peta setup --name NAME --email ADDRESS"),
            ),
          };
        }
        const [me, full] = await Promise.all([core.consoleSessions.me.query(), core.installation.status.query()]);
        const { counts, database } = full;
        const sleeping = counts.serversSleeping > 0 ? `, ${counts.serversSleeping} asleep until the next call` : "";
        return {
          document: { url: at, signedInAs: me, ...full },
          text: fields([
            ["Core", `${at}, version ${full.version}, up since ${full.startedAt}`],
            ["You", `${me.principalId} (${me.role}) in workspace ${full.workspace.slug}`],
            ["MCP endpoint", full.endpoint],
            ["Database", `${database.kind}, ${database.reachable ? "reachable" : "NOT reachable"}`],
            ["Servers", `${counts.serversOnline} of ${counts.servers} online${sleeping}`],
            [
              "Principals",
              `${count(counts.persons, "person").replace("persons", "people")}, ${count(counts.agents, "agent")}`,
            ],
            ["Sessions", counts.sessions],
            [
              "Last 24 hours",
              `${count(counts.calls24h, "call")}, ${counts.denied24h} denied, ${counts.failed24h} failed`,
            ],
            ["Policy snapshot", full.snapshotVersion],
          ]),
        };
      }),
    );
