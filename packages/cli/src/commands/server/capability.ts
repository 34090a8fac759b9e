import { type CapabilityKind, capabilityKindSchema, dangerLevelSchema } from "@peta/contract";
import { Argument, Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { clean, next, paragraphs } from "../../text.ts";
import { nameText } from "./differences.ts";

interface Options {
  level?: "0" | "1" | "2" | "3";
  enabled?: "on" | "off";
}

const LEVELS = [
  "it runs",
  "it runs and a person is told",
  "a person has to approve",
  "a person has to approve with a password",
];

/** Switches one capability of a server for everybody, or sets its danger level. */
export const serverCapability: Register = (parent, run) =>
  void parent
    .command("capability")
    .description("switch a tool, resource or prompt for everybody, or set its danger level")
    .argument("<serverId>")
    .addArgument(new Argument("<kind>").choices(capabilityKindSchema.options))
    .argument("<name>", "as the server calls it")
    .addOption(
      new Option("--level <level>", "0 runs, 1 tells a person, 2 wants an approval, 3 one with a password").choices([
        "0",
        "1",
        "2",
        "3",
      ]),
    )
    .addOption(new Option("--enabled <switch>", "off hides it from everybody").choices(["on", "off"]))
    .action(
      run(async ({ core }, server: string, kind: CapabilityKind, name: string, { level, enabled }: Options) => {
        if (level === undefined && enabled === undefined)
          throw new CliError("cli.usage", "Say what shall change: --level, --enabled or both.");
        const serverId = requireServerId(server);
        const isOn = enabled === "on";
        const known = isOn
          ? (await core.servers.get.query({ serverId })).capabilities.find(
              (one) => one.kind === kind && one.name === name,
            )
          : undefined;
        if (known?.quarantine)
          throw new CliError(
            "cli.usage",
            `The tool ${nameText(name)} is ${known.quarantine.before ? "other than it was" : "new"}, and nobody has looked at it as it is.`,
            { hint: `\`peta server tools ${server}\` shows it, and switches it on by the hash of what was looked at.` },
          );
        const changed = await core.servers.setCapability.mutate({
          serverId,
          kind,
          name,
          ...(level !== undefined && { dangerLevel: dangerLevelSchema.parse(Number(level)) }),
          ...(enabled !== undefined && { enabled: isOn }),
          // With another definition by now, it is refused.
          ...(known && { definitionHash: known.definitionHash }),
        });
        return {
          document: changed,
          text: paragraphs(
            clean(
              `${changed.canonicalName} is ${changed.enabled ? "on" : "off"} with the danger level ${changed.dangerLevel}: ${LEVELS[changed.dangerLevel]}.`,
            ),
            next(`peta permission explain PRINCIPAL ${clean(changed.canonicalName)}`),
          ),
        };
      }),
    );
