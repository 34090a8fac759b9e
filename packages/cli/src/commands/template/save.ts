import { serverDefinitionSchema } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseJsonObject } from "../../parse.ts";
import { readText } from "../../read-text.ts";
import { next, paragraphs } from "../../text.ts";

/** Keeps a server definition with fields to fill. */
export const templateSave: Register = (parent, run) =>
  void parent
    .command("save")
    .description("keep a server definition with fields to fill, or replace the one of its name")
    .argument("<templateId>", "its name: lower-case letters, digits and -")
    .argument("<file>", "the definition as JSON, as peta template show prints one; - reads standard input")
    .action(
      run(async ({ core, io }, templateId: string, file: string) => {
        const parsed = serverDefinitionSchema.safeParse(parseJsonObject(await readText(io, file), file));
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          throw new CliError(
            "cli.usage",
            `${file} is no server definition: ${issue?.path.join(".")}: ${issue?.message}.`,
          );
        }
        const saved = await core.templates.save.mutate({ templateId, definition: parsed.data });
        return {
          document: saved,
          text: paragraphs(`Saved the template "${templateId}".`, next(`peta template use ${templateId} SERVER`)),
        };
      }),
    );
