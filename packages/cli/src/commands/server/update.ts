import { Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { clean, next, paragraphs } from "../../text.ts";
import { type LaunchOptions, parseLaunch, withLaunchOptions } from "./launch.ts";
import { signInStep } from "./sign-in-text.ts";

interface Options extends LaunchOptions {
  name?: string;
  public?: "on" | "off";
  enabled?: "on" | "off";
}

/** Changes a registered server. How it is reached is replaced as a whole: what is sealed is never read back. */
export const serverUpdate: Register = (parent, run) =>
  void withLaunchOptions(parent.command("update"))
    .description(
      "change a server; how it is reached is replaced as a whole, secrets included, and keeps its permissions",
    )
    .argument("<serverId>")
    .option("--name <name>", "the name people see")
    .addOption(
      new Option("--public <switch>", "whether everybody in the workspace may use it unless switched off").choices([
        "on",
        "off",
      ]),
    )
    .addOption(new Option("--enabled <switch>", "off keeps it, and nobody reaches it").choices(["on", "off"]))
    .action(
      run(async (session, id: string, options: Options) => {
        const serverId = requireServerId(id);
        const launch = await parseLaunch(session, options);
        const change = {
          ...(launch && { launch }),
          ...(options.name !== undefined && { displayName: options.name }),
          ...(options.public !== undefined && { publicAccess: options.public === "on" }),
          ...(options.enabled !== undefined && { enabled: options.enabled === "on" }),
        };
        if (Object.keys(change).length === 0)
          throw new CliError(
            "cli.usage",
            "Say what shall change: how it is reached (--url, --command, …), --name, --public or --enabled.",
          );
        const server = await session.core.servers.update.mutate({ serverId, ...change });
        return {
          document: server,
          text: paragraphs(
            `Changed "${serverId}" (${server.status}).${server.statusReason ? `\n${clean(server.statusReason)}` : ""}`,
            next(signInStep(server) ?? `peta server show ${serverId}`),
          ),
        };
      }),
    );
