import type { Register } from "../../command.ts";
import { type OfOptions, principalOf, withOfOption } from "../client/of-option.ts";
import { discoveryText } from "./discovery-text.ts";

interface Options extends OfOptions {
  client?: string;
}

/** Which tools an agent's list holds, and what is left to a search. */
export const discoveryShow: Register = (parent, run) =>
  void withOfOption(parent.command("show"))
    .description("which tools an agent's list holds, and how many only a search finds")
    .option("--client <clientKey>", "one client, as `client list` shows it")
    .action(
      run(async ({ core }, options: Options) => {
        const { client: clientKey } = options;
        const view = await core.discovery.show.query({ ...principalOf(options), ...(clientKey && { clientKey }) });
        return { document: view, text: discoveryText(view) };
      }),
    );
