import type { SetClientSwitchInput } from "@peta/contract";
import { Argument, Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseTarget } from "../../parse.ts";
import { clean, next, paragraphs } from "../../text.ts";
import { capabilityKindOption, type KindOptions } from "../permission/kind-option.ts";
import { type OfOptions, principalOf, withOfOption } from "./of-option.ts";

const SWITCH = { on: true, off: false, default: null } as const;
const LEVEL = { "0": 0, "1": 1, "2": 2, "3": 3, default: null } as const;

interface Options extends KindOptions, OfOptions {
  level?: keyof typeof LEVEL;
}

/** Switches something off for one client, or raises its danger level. */
export const clientSet: Register = (parent, run) =>
  void withOfOption(parent.command("set"))
    .description("switch a server or a capability off for one client, or raise its danger level; it can only narrow")
    .argument("<clientKey>", "as `client list` shows it; '*' is every client")
    .argument("<target>", "serverId or serverId::capability")
    .addArgument(
      new Argument("[switch]", "default takes the switch away again").choices(Object.keys(SWITCH)).argOptional(),
    )
    .addOption(
      new Option(
        "--level <level>",
        "ask more than an administrator does: 1 notify, 2 approval, 3 with password",
      ).choices(Object.keys(LEVEL)),
    )
    .addOption(capabilityKindOption())
    .action(
      run(
        async (
          { core },
          clientKey: string,
          targetText: string,
          position: keyof typeof SWITCH | undefined,
          options: Options,
        ) => {
          const { serverId, name } = parseTarget(targetText);
          if (position === undefined && options.level === undefined)
            throw new CliError("cli.usage", "Say what to change: on, off or default, or --level LEVEL.");
          const input: SetClientSwitchInput = {
            clientKey,
            ...principalOf(options),
            serverId,
            ...(name !== undefined && { capability: { kind: options.kind, name } }),
            ...(position !== undefined && { enabled: SWITCH[position] }),
            ...(options.level !== undefined && { dangerLevel: LEVEL[options.level] }),
          };
          const { stored, note, capabilities } = await core.clients.setSwitch.mutate(input);
          const said = [
            position === "default" && `Your switch on ${targetText} is gone`,
            (position === "on" || position === "off") && `You have switched ${targetText} ${position}`,
            options.level === "default" && `The danger level of ${targetText} is the administrators' again`,
            options.level !== undefined &&
              options.level !== "default" &&
              `The danger level of ${targetText} is ${options.level} at least`,
          ].filter((one) => one !== false);
          const whom = clientKey === "*" ? "every client" : `the client ${clientKey}`;
          return {
            document: { stored, note, capabilities },
            text: paragraphs(
              stored && said.map((one) => `${one} for ${whom}.`).join("\n"),
              note && clean(note),
              next(`peta client show ${clientKey === "*" ? "'*'" : clientKey}`),
            ),
          };
        },
      ),
    );
