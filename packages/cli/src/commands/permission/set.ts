import { Argument } from "commander";
import type { Register } from "../../command.ts";
import { parseTarget, requirePrincipalId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";
import { capabilityKindOption, type KindOptions } from "./kind-option.ts";

const SWITCH = { on: true, off: false, default: null } as const;

/** Switches a server, or one capability of it, for one principal. */
export const permissionSet: Register = (parent, run) =>
  void parent
    .command("set")
    .description("switch a server, or one capability of it, for a principal")
    .argument("<principalId>")
    .argument("<target>", "serverId or serverId::capability")
    .addArgument(new Argument("<switch>", "default takes the switch away again").choices(Object.keys(SWITCH)))
    .addOption(capabilityKindOption())
    .action(
      run(async ({ core }, id: string, targetText: string, position: keyof typeof SWITCH, options: KindOptions) => {
        const principalId = requirePrincipalId(id);
        const { serverId, name } = parseTarget(targetText);
        const shown = await core.permissions.set.mutate({
          principalId,
          serverId,
          enabled: SWITCH[position],
          ...(name !== undefined && { capability: { kind: options.kind, name } }),
        });
        const said =
          position === "default"
            ? `The switch of "${principalId}" on ${targetText} is gone; the server's default applies.`
            : `${targetText} is ${position} for "${principalId}".`;
        return {
          document: shown,
          text: paragraphs(said, next(`peta permission show ${principalId}`, `peta tools --as ${principalId}`)),
        };
      }),
    );
