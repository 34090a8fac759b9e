import { type ServerSettings, serverSettingsSchema } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { collect, requireServerId } from "../../parse.ts";
import { fields, next, paragraphs } from "../../text.ts";

/** How Core runs one server: shows the settings, or changes some of them and keeps the others. */
export const serverSettings: Register = (parent, run) =>
  void parent
    .command("settings")
    .description(`how Core runs a server: ${Object.keys(serverSettingsSchema.shape).join(", ")}`)
    .argument("<serverId>")
    .option("--set <name=value>", "change one, as JSON or as plain text; repeat for more", collect, [])
    .option("--unset <name>", "back to the installation's default; repeat for more", collect, [])
    .action(
      run(async ({ core }, id: string, given: { set: string[]; unset: string[] }) => {
        const serverId = requireServerId(id);
        const { settings } = await core.servers.get.query({ serverId });
        if (given.set.length + given.unset.length === 0)
          return {
            document: settings,
            text: paragraphs(listOf(settings), next(`peta server settings ${id} --set callTimeoutMs=60000`)),
          };
        const server = await core.servers.update.mutate({ serverId, settings: changed(settings, given) });
        return { document: server.settings, text: `Settings of "${id}" now:\n${listOf(server.settings)}` };
      }),
    );

const listOf = (settings: ServerSettings): string => {
  const pairs = Object.entries(settings);
  return pairs.length === 0
    ? "Everything is the installation's default."
    : fields(pairs.map(([name, value]): [string, string] => [name, JSON.stringify(value)]));
};

/** Throws cli.usage for a name that is no setting and for a value that does not fit. */
function changed(before: ServerSettings, { set, unset }: { set: string[]; unset: string[] }): ServerSettings {
  const wanted: Record<string, unknown> = { ...before };
  for (const name of unset) delete wanted[name];
  for (const pair of set) {
    const at = pair.indexOf("=");
    if (at < 1) throw new CliError("cli.usage", `--set ${pair}: give a name and a value, as in --set warmUp=true.`);
    wanted[pair.slice(0, at)] = valueOf(pair.slice(at + 1));
  }
  const parsed = serverSettingsSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(
    "cli.usage",
    `The settings do not fit${issue?.path.length ? ` at ${issue.path.join(".")}` : ""}: ${issue?.message}.`,
    {
      hint: `There are: ${Object.keys(serverSettingsSchema.shape).join(", ")}.`,
    },
  );
}

/** `60000`, `true`, `null` and `["a"]` are what they look like in JSON; everything else is text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
