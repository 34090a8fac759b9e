import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";

/** The definition of a registered REST API, to change it and to keep it elsewhere. */
export const serverDefinition: Register = (parent, run) =>
  void parent
    .command("definition")
    .description("print a REST API's definition, which holds no credential, as JSON")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const { definition } = await core.servers.restDefinition.query({ serverId: requireServerId(id) });
        return { document: definition, text: JSON.stringify(definition, null, 2) };
      }),
    );
