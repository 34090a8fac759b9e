import { readFileSync } from "node:fs";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";
import { readStdin } from "./prompt.ts";

/** A file's text; `-` is standard input. Throws cli.file_unreadable. */
export async function readText(io: Io, file: string): Promise<string> {
  if (file === "-") return readStdin(io);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new CliError(
      "cli.file_unreadable",
      `The file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown problem"}).`,
      { cause },
    );
  }
}
