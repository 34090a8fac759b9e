import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";

/** All of standard input as text. */
export async function readStdin(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString("utf8");
}

/** Asks on the terminal, showing what is typed unless it is secret. Throws cli.usage when the person gives up. */
export function ask(io: Io, question: string, { secret = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { stdin, stderr } = io;
    let typed = "";
    const end = (settle: () => void) => {
      stdin.off("data", onData);
      if (secret) stdin.setRawMode?.(false);
      stdin.pause();
      if (secret) stderr.write("\n");
      settle();
    };
    const onData = (chunk: Buffer | string) => {
      const keys = Array.from(chunk.toString());
      for (const [at, key] of keys.entries()) {
        if (key === "\r" || key === "\n") {
          const rest = keys.slice(at + 1).join("");
          return end(() => {
            // Typed ahead: for the next question.
            if (rest) stdin.unshift(Buffer.from(rest));
            resolve(typed);
          });
        }
        if (key === "\u0003" || key === "\u0004") {
          return end(() => reject(new CliError("cli.usage", "Cancelled. Nothing was changed.")));
        }
        typed = key === "\u007f" || key === "\b" ? typed.slice(0, -1) : typed + key;
      }
    };
    stderr.write(question);
    // Raw mode, because a terminal shows what is typed otherwise; Ctrl-C arrives as a character then.
    if (secret) stdin.setRawMode?.(true);
    stdin.on("data", onData);
    stdin.resume();
  });
}

/**
 * A password that was not given on the command line: `-` reads the first line of standard input, a terminal is asked
 * twice. Throws cli.usage when there is neither.
 */
export async function readPassword(io: Io, given: string | undefined): Promise<string> {
  if (given !== undefined && given !== "-") return given;
  if (given === "-" && !io.stdin.isTTY) return (await readStdin(io)).split(/\r?\n/, 1)[0] ?? "";
  if (!io.stdin.isTTY)
    throw new CliError(
      "cli.usage",
      "A password is needed: --password VALUE, or --password - to read it from standard input.",
    );
  const password = await ask(io, "Password (12 characters at least): ", { secret: true });
  if ((await ask(io, "The same again: ", { secret: true })) !== password)
    throw new CliError("cli.usage", "The two passwords differ. Nothing was changed.");
  return password;
}
