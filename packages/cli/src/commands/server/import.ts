import type { ImportCandidate, ImportPreview } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { readText } from "../../read-text.ts";
import { clean, next, paragraphs } from "../../text.ts";
import { addedText } from "./added-text.ts";
import { readValues, type ValueOptions, withValueOptions } from "../template/value-options.ts";

interface Options extends ValueOptions {
  line?: string;
  add?: string;
  as?: string;
}

/** Reads servers out of what another program knows; adds one of them only when it is named. */
export const serverImport: Register = (parent, run) =>
  void withValueOptions(parent.command("import"))
    .description(
      "read servers out of a client's configuration, a registry's server.json, a command line or a link, for review",
    )
    .argument("[file]", "a file with it; - reads standard input")
    .option("--line <text>", "a command line, a URL or an installation link, instead of a file")
    .option("--add <server>", "add this one of them, by the name in the list; it is tested before it is saved")
    .option("--as <serverId>", "the name it gets")
    .action(
      run(async ({ core, io }, file: string | undefined, options: Options) => {
        if ((file === undefined) === (options.line === undefined))
          throw new CliError("cli.usage", "Give a file, or --line with a command line, a URL or a link.");
        const text = options.line ?? (await readText(io, file ?? "-"));
        const preview = await core.servers.previewImport.mutate({ text });
        if (options.add === undefined) return { document: preview, text: previewText(preview) };
        const server = await core.templates.addServer.mutate({
          from: { definition: choose(preview, options.add) },
          serverId: requireServerId(options.as ?? options.add),
          values: readValues(io, options),
        });
        return { document: server, text: addedText(server) };
      }),
    );

function choose({ candidates }: ImportPreview, wanted: string): NonNullable<ImportCandidate["definition"]> {
  const found = candidates.find(({ serverId }) => serverId === wanted);
  if (!found)
    throw new CliError(
      "cli.usage",
      `There is no "${wanted}" among: ${candidates.map(({ serverId }) => serverId).join(", ")}.`,
    );
  if (!found.definition) throw new CliError("cli.usage", `"${wanted}" cannot be added: ${clean(found.problem ?? "")}`);
  return found.definition;
}

const previewText = ({ candidates, warnings }: ImportPreview): string =>
  paragraphs(
    ...candidates.map(candidateText),
    warnings.map((warning) => clean(warning)).join("\n"),
    "Nothing was started or saved.",
    next("the same with --add SERVER, and --value KEY=VALUE for each field"),
  );

function candidateText({ serverId, summary, definition, warnings, problem }: ImportCandidate): string {
  const fields = (definition?.fields ?? []).map(
    ({ key, label, required }) => `${key}${required ? "" : "?"} (${clean(label)})`,
  );
  return [
    `${problem === null ? "+" : "!"} ${serverId}: ${clean(summary)}`,
    ...(fields.length > 0 ? [`    Fields: ${fields.join(", ")}`] : []),
    ...(problem === null ? [] : [`    Not possible: ${clean(problem)}`]),
    ...warnings.map((warning) => `    ${clean(warning)}`),
  ].join("\n");
}
