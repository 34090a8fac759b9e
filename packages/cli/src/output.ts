import type { Io } from "./io.ts";
import { type CliError, EXIT, type ExitCode, exitCodeFor } from "./errors.ts";

/** What a command found: the document for `--json`, and the text for people. */
export interface Result {
  document: unknown;
  text: string;
  exitCode?: ExitCode;
}

/** How a command's outcome reaches the outside. Written to once per process. */
export interface Output {
  result(result: Result): ExitCode;
  error(error: CliError): ExitCode;
  /** A remark for a person that is no part of the result. */
  note(text: string): void;
}

/**
 * With `--json`, standard output carries exactly one JSON document: the result, or `{"error":{"code","message","hint"?}}`
 * together with an exit code other than 0; standard error stays empty. Without it, results go to standard output and
 * errors to standard error.
 */
export function createOutput(io: Io, { json }: { json: boolean }): Output {
  const line = (stream: Io["stdout"], text: string) => void stream.write(text.endsWith("\n") ? text : `${text}\n`);
  // Nobody has a `peta` on their PATH in a checkout: what to type next is what works there.
  const typed = (text: string) =>
    io.checkout === null ? text : text.replace(/^(Next|More): peta /gm, "$1: npm run -s peta -- ");
  const document = (value: unknown) => line(io.stdout, JSON.stringify(value, null, 2));
  return {
    result({ document: value, text, exitCode = EXIT.ok }) {
      if (json) document(value ?? null);
      else if (text) line(io.stdout, typed(text));
      return exitCode;
    },
    error(error) {
      const { code, message, hint } = error;
      if (json) document({ error: { code, message, ...(hint !== undefined && { hint }) } });
      else line(io.stderr, `error: ${message} [${code}]${hint === undefined ? "" : `\n${hint}`}`);
      return exitCodeFor(code);
    },
    note(text) {
      if (!json) line(io.stderr, text);
    },
  };
}
