import type { UserServerView } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { collect, requirePrincipalId, requireServerId } from "../../parse.ts";
import { ask } from "../../prompt.ts";
import { clean, next, paragraphs } from "../../text.ts";

interface Options {
  value: string[];
  valueEnv: string[];
  for?: string;
  share?: boolean;
  test: boolean;
}

/** Enters a user's own values for a server. */
export const serverConfigure: Register = (parent, run) =>
  void parent
    .command("configure")
    .description("enter your own values for a server; it is started with them before they are stored")
    .argument("<serverId>")
    .option("--value <key=value>", "a value; on a terminal what is missing is asked for; repeat for more", collect, [])
    .option(
      "--value-env <key=variable>",
      "a value that is in this environment's variable; repeat for more",
      collect,
      [],
    )
    .option("--for <agent>", "for one of your agents instead of yourself")
    .option("--share", "your agents may use these values too")
    .option("--no-test", "store them without starting the server")
    .action(
      run(async ({ core, io }, id: string, options: Options) => {
        const serverId = requireServerId(id);
        const about = options.for === undefined ? {} : { principalId: requirePrincipalId(options.for) };
        const given = readValues(io, options);
        const server = (await core.userServers.list.query(about)).find((one) => one.serverId === serverId);
        // Core says why there is nothing to configure.
        const values = server ? await completeValues(io, server, given) : given;
        const view = await core.userServers.configure.mutate({
          serverId,
          ...about,
          values,
          shareWithAgents: options.share === true,
          test: options.test,
        });
        const whose = options.for === undefined ? "your" : `${options.for}'s`;
        return {
          document: view,
          text: paragraphs(
            clean(
              `Stored ${whose} values for "${serverId}"${options.test ? `; it runs with them (${view.status})` : ""}.`,
            ),
            view.shareWithAgents && "Your agents may use them too.",
            next("peta tools", `peta server unconfigure ${serverId}`),
          ),
        };
      }),
    );

/** The values that the options give. A value may be a secret: only its key is repeated. Throws cli.usage. */
function readValues(io: Io, { value, valueEnv }: Options): Record<string, string> {
  const split = (option: string, pair: string): [string, string] => {
    const at = pair.indexOf("=");
    if (at <= 0) throw new CliError("cli.usage", `${option} needs a key and a value, as in ${option} apiKey=…`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  };
  const fromEnvironment = (name: string): string => {
    const found = io.env[name];
    if (found === undefined)
      throw new CliError("cli.usage", `--value-env: the variable ${name} is not set in the environment.`);
    return found;
  };
  return Object.fromEntries([
    ...value.map((pair) => split("--value", pair)),
    ...valueEnv.map((pair) => {
      const [key, name] = split("--value-env", pair);
      return [key, fromEnvironment(name)] as const;
    }),
  ]);
}

/**
 * Asks on a terminal for what is not given. Elsewhere, what is shown and stored already is sent again, so that a script
 * can change one value: Core keeps secrets by itself.
 */
async function completeValues(
  io: Io,
  { fields, values, storedSecrets }: UserServerView,
  given: Record<string, string>,
): Promise<Record<string, string>> {
  const complete = { ...values, ...given };
  if (!io.stdin.isTTY || Object.keys(given).length > 0) return complete;
  for (const { key, label, help, type, choices, secret, required } of fields) {
    const isStored = storedSecrets.includes(key) || values[key] !== undefined;
    const hints = [
      choices?.join(" | ") ?? (type === "text" ? null : type),
      !required && "optional",
      isStored && (secret ? "empty keeps the stored one" : `empty keeps ${values[key]}`),
    ].filter(Boolean);
    const about = hints.length > 0 ? ` (${hints.join("; ")})` : "";
    if (help !== undefined) io.stderr.write(`${clean(help)}\n`);
    const typed = await ask(io, clean(`${label}${about}: `), { secret });
    if (typed !== "") complete[key] = typed;
  }
  return complete;
}
