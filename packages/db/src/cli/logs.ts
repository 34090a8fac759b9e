import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, watchFile } from "node:fs";
import path from "node:path";
import { type CliContext, CliError } from "./context.ts";

/** Prints the last lines of the server's log, then what is added to it when `isFollowing`. */
export function printLogs({ dataDir, print }: CliContext, lineCount: number, isFollowing: boolean): void {
  if (!Number.isInteger(lineCount) || lineCount < 0)
    throw new CliError("-n takes a whole number of lines, such as -n 200.");
  const file = path.join(dataDir, "postgres/server.log");
  if (!existsSync(file)) throw new CliError(`There is no log yet: ${file}. It is written when the database runs.`);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  for (const line of lineCount === 0 ? [] : lines.slice(-lineCount)) print(line);
  if (!isFollowing) return;
  let position = statSync(file).size;
  watchFile(file, { interval: 300 }, ({ size }) => {
    if (size <= position) {
      position = size;
      return;
    }
    const added = Buffer.alloc(size - position);
    const descriptor = openSync(file, "r");
    readSync(descriptor, added, 0, added.length, position);
    closeSync(descriptor);
    position = size;
    process.stdout.write(added);
  });
}
