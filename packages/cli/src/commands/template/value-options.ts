import type { Command } from "commander";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { collect, fromEnvironment } from "../../parse.ts";

export interface ValueOptions {
  value: string[];
  valueEnv: string[];
}

/** The options that fill the fields of a definition. */
export const withValueOptions = (command: Command): Command =>
  command
    .option("--value <key=value>", "a field's value; repeat for more", collect, [])
    .option(
      "--value-env <key=variable>",
      "a field whose value is in this environment's variable, as a secret should be; repeat for more",
      collect,
      [],
    );

/** Values by field key. Throws cli.usage; what it says repeats no value. */
export function readValues(io: Io, { value, valueEnv }: ValueOptions): Record<string, string> {
  const pairs = (option: string, given: readonly string[], read: (text: string) => string) =>
    given.map((pair): [string, string] => {
      const at = pair.indexOf("=");
      if (at < 1)
        throw new CliError("cli.usage", `${option} needs a field and a value, as in ${option} directory=/srv.`);
      return [pair.slice(0, at), read(pair.slice(at + 1))];
    });
  return Object.fromEntries([
    ...pairs("--value", value, (text) => text),
    ...pairs("--value-env", valueEnv, (name) => fromEnvironment(io, name, "--value-env")),
  ]);
}
