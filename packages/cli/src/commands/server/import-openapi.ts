import type { OpenApiPreview } from "@peta/contract";
import { writeFileSync } from "node:fs";
import type { Register } from "../../command.ts";
import { CliError, EXIT } from "../../errors.ts";
import { collect } from "../../parse.ts";
import { readText } from "../../read-text.ts";
import { clean, count, next, paragraphs, short, table } from "../../text.ts";

interface Options {
  pick: string[];
  tag: string[];
  baseUrl?: string;
  out?: string;
}

/** Shows what an OpenAPI document would become, and writes the definition for review. Nothing is registered. */
export const serverImportOpenApi: Register = (parent, run) =>
  void parent
    .command("import-openapi")
    .description(
      "list the operations of an OpenAPI 3 document, and make the definition of a REST API of those you pick",
    )
    .argument("<document>", "a file in JSON or YAML, - for standard input, or an address that Core reads")
    .option(
      "--pick <operation>",
      "an operation by its name or as 'GET /path'; repeat for more; all when none is picked",
      collect,
      [],
    )
    .option("--tag <tag>", "every operation with this tag; repeat for more", collect, [])
    .option("--base-url <url>", "where the API is, when the document does not say it or says it wrongly")
    .option("--out <file>", "write the definition here, for review and for peta server add --definition")
    .action(
      run(async ({ core, io }, document: string, options: Options) => {
        const preview = await core.servers.previewOpenApi.mutate({
          source: /^https?:\/\//i.test(document) ? { url: document } : { text: await readText(io, document) },
          ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
          ...(options.pick.length > 0 && { pick: options.pick }),
          ...(options.tag.length > 0 && { tags: options.tag }),
        });
        if (options.out !== undefined && preview.definition) writeDefinition(options.out, preview.definition);
        return {
          document: preview,
          text: previewText(preview, options.out),
          ...(preview.definition === null && { exitCode: EXIT.checkFailed }),
        };
      }),
    );

function previewText(preview: OpenApiPreview, out: string | undefined): string {
  const picked = preview.operations.filter(({ isPicked }) => isPicked).length;
  const rows = preview.operations.map((operation) => [
    operation.isPicked ? "*" : operation.isUsable ? " " : "!",
    operation.name,
    operation.method,
    short(operation.path, 48),
    operation.tags.join(","),
    short(
      [operation.isDeprecated && "deprecated", operation.problems[0] ?? operation.summary].filter(Boolean).join(": "),
    ),
  ]);
  return paragraphs(
    `${clean(preview.title)} ${clean(preview.version)}: ${count(preview.operations.length, "operation")}, ${picked} picked (*).`,
    rows.length > 0 && table(["", "TOOL", "METHOD", "PATH", "TAGS", "REMARK"], rows),
    preview.auth.length > 0 &&
      `It signs people in with: ${preview.auth.map(({ kind, place }) => clean(place ?? kind)).join(", ")}.`,
    preview.problems.map((problem) => clean(problem)).join("\n"),
    preview.definition && nextSteps(out),
  );
}

const nextSteps = (out: string | undefined): string =>
  out === undefined
    ? next("peta server import-openapi DOCUMENT --pick TOOL --out api.json")
    : paragraphs(`The definition is in ${out}.`, next(`peta server add SERVER --definition ${out} --bearer-env TOKEN`));

/** An existing file is not written over: it may be a definition that somebody has worked on. */
function writeDefinition(file: string, definition: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(definition, null, 2)}\n`, { flag: "wx" });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "it is there already; choose another name" : (code ?? "unknown problem");
    throw new CliError("cli.file_unreadable", `The file ${file} cannot be written (${why}).`, { cause });
  }
}
