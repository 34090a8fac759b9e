import type { Io } from "./io.ts";
import { readStdin } from "./prompt.ts";
import { readBytes } from "./read-bytes.ts";

/** A file's text; `-` is standard input. Throws cli.file_unreadable. */
export async function readText(io: Io, file: string): Promise<string> {
  return file === "-" ? readStdin(io) : readBytes(file).toString();
}
