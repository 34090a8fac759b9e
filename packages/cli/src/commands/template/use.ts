import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { addedText } from "../server/added-text.ts";
import { readValues, type ValueOptions, withValueOptions } from "./value-options.ts";

interface Options extends ValueOptions {
  name?: string;
  public?: boolean;
  allowUnreachable?: boolean;
}

/** Adds a server from a template. */
export const templateUse: Register = (parent, run) =>
  void withValueOptions(parent.command("use"))
    .description("add a server from a template; it is tested before it is saved")
    .argument("<templateId>")
    .argument("<serverId>", "its name in serverId::tool: lower-case letters, digits and -")
    .option("--name <name>", "the name people see")
    .option("--public", "everybody in the workspace may use it unless switched off")
    .option("--allow-unreachable", "save it even if it cannot be reached now")
    .action(
      run(async ({ core, io }, templateId: string, id: string, options: Options) => {
        const serverId = requireServerId(id);
        const server = await core.templates.addServer.mutate({
          from: { templateId },
          serverId,
          values: readValues(io, options),
          publicAccess: options.public === true,
          allowUnreachable: options.allowUnreachable === true,
          ...(options.name !== undefined && { displayName: options.name }),
        });
        return { document: server, text: addedText(server) };
      }),
    );
