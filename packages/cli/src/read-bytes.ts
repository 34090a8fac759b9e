import { readFileSync } from "node:fs";
import { CliError } from "./errors.ts";

/** A file's bytes. Throws cli.file_unreadable. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CliError(
      "cli.file_unreadable",
      `The file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown problem"}).`,
      { cause },
    );
  }
}
