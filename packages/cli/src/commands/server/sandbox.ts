import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { clean, fields, paragraphs } from "../../text.ts";

/** What a stdio server's program may reach: as asked for, and as it is on this machine. */
export const serverSandbox: Register = (parent, run) =>
  void parent
    .command("sandbox")
    .description("what a stdio server's program may reach of the machine, and why")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const { sandbox } = await core.servers.get.query({ serverId: requireServerId(id) });
        if (!sandbox) return { document: null, text: "Core starts no program for this server." };
        const { requested, inForce, why } = sandbox;
        return {
          document: sandbox,
          text: paragraphs(
            clean(why),
            fields([
              ["Files", inForce.files],
              ["Network", inForce.network],
              ["Processes", inForce.processes],
              ["Limits", inForce.limits.join(", ") || "none"],
              ["May reach", requested?.allowedHosts.join(", ")],
              ["May read", requested?.readablePaths.join(", ")],
              ["May change", requested?.writablePaths.join(", ")],
            ]),
          ),
        };
      }),
    );
