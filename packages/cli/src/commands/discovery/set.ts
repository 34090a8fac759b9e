import type { DiscoveryProfile } from "@peta/contract";
import type { Register } from "../../command.ts";
import { type OfOptions, principalOf, withOfOption } from "../client/of-option.ts";
import { discoveryText } from "./discovery-text.ts";
import { changeOf, type ChoiceOptions, profileArgument, withChoiceOptions } from "./options.ts";

interface Options extends OfOptions, ChoiceOptions {
  client?: string;
}

/** How one principal, or one client of theirs, meets its tools. */
export const discoverySet: Register = (parent, run) =>
  void withChoiceOptions(withOfOption(parent.command("set")))
    .description("how an agent meets its tools; it hides nothing, and permissions stay as they are")
    .addArgument(profileArgument(["default"]))
    .option("--client <clientKey>", "one client only, as `client list` shows it")
    .action(
      run(async ({ core }, profile: DiscoveryProfile | "default", options: Options) => {
        const { client: clientKey } = options;
        const view = await core.discovery.set.mutate({
          ...principalOf(options),
          ...(clientKey && { clientKey }),
          profile: profile === "default" ? null : profile,
          ...changeOf(options),
        });
        return { document: view, text: discoveryText(view) };
      }),
    );
