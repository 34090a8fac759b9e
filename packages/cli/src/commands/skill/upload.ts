import { MAX_SKILL_ARCHIVE_BYTES } from "@peta/contract";
import type { Register } from "../../command.ts";
import { readBytes } from "../../read-bytes.ts";
import { CliError } from "../../errors.ts";
import { clean, count, next, paragraphs } from "../../text.ts";
import { diffText } from "./diff-text.ts";

/** Keeps the skills of a ZIP archive as the next version of their package. */
export const skillUpload: Register = (parent, run) =>
  void parent
    .command("upload")
    .description("keep the skills of a ZIP archive as the next version of a package; servers go on with theirs")
    .argument("<packageId>", "the package's name: lower-case letters, digits and -")
    .argument("<archive>", "a ZIP file; each directory in it with a SKILL.md is a skill")
    .option("--name <name>", "the name people see")
    .option("--dry-run", "say what would come of it, and keep nothing")
    .action(
      run(async ({ core }, packageId: string, file: string, options: { name?: string; dryRun?: boolean }) => {
        const archive = readBytes(file);
        // More would be refused on the way, without a word of why.
        if (archive.byteLength > MAX_SKILL_ARCHIVE_BYTES)
          throw new CliError(
            "cli.usage",
            `${file} has ${archive.byteLength} bytes; ${MAX_SKILL_ARCHIVE_BYTES} at most.`,
          );
        const result = await core.skills.upload.mutate({
          packageId,
          archive: archive.toString("base64"),
          dryRun: options.dryRun === true,
          ...(options.name !== undefined && { displayName: options.name }),
        });
        const names = result.skills.map(({ name }) => clean(name)).join(", ");
        const what = result.version === null ? "Nothing was kept." : `Version ${result.version} of "${packageId}".`;
        return {
          document: result,
          text: paragraphs(
            `${result.isNew ? "" : "Nothing has changed. "}${what} ${count(result.skills.length, "skill")}: ${names}.`,
            result.diff.from !== null && diffText(result.diff),
            result.warnings.map((warning) => clean(warning)).join("\n"),
            result.version !== null && next(`peta server add SERVER --skills ${packageId}@${result.version}`),
          ),
        };
      }),
    );
