import type { DiscoveryProfile } from "@peta/contract";
import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";
import { changeOf, type ChoiceOptions, profileArgument, withChoiceOptions } from "./options.ts";

/** How agents of the workspace meet their tools. */
export const discoveryDefault: Register = (parent, run) =>
  void withChoiceOptions(parent.command("default"))
    .description("how agents meet their tools where nothing is said for them")
    .addArgument(profileArgument())
    .action(
      run(async ({ core }, profile: DiscoveryProfile, options: ChoiceOptions) => {
        const change = { profile, ...changeOf(options) };
        await core.discovery.setDefault.mutate(change);
        return {
          document: change,
          text: paragraphs(
            `Agents for whom nothing else is said meet their tools by the profile ${profile}.`,
            next("peta discovery settings", "peta discovery show --of PRINCIPAL"),
          ),
        };
      }),
    );
